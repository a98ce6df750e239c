#include "proto/codec.hpp"

#include <fmt/format.h>

namespace sluice::proto {
namespace {

/// Reads from the front of a body; after the first failure every further read is refused.
class reader {
public:
    explicit reader(byte_view body) : left_(body) {}

    bool good() const { return good_; }
    bool at_end() const { return left_.empty(); }

    byte_view take(std::size_t count)
    {
        if (!good_ || count > left_.size()) {
            good_ = false;
            return {};
        }
        const auto front = left_.first(count);
        left_ = left_.subspan(count);
        return front;
    }

    template <class Integer>
    Integer number()
    {
        const auto bytes = take(sizeof(Integer));
        return good_ ? load_be<Integer>(bytes.data()) : Integer{0};
    }

    void refuse() { good_ = false; }

private:
    byte_view left_;
    bool good_ = true;
};

template <class Struct>
void get_fields(reader& from, Struct& to);

template <class Integer>
    requires std::is_integral_v<Integer>
void get(reader& from, Integer& to, std::size_t)
{
    to = static_cast<Integer>(from.number<std::make_unsigned_t<Integer>>());
}

template <class Enum>
    requires std::is_enum_v<Enum>
void get(reader& from, Enum& to, std::size_t highest)
{
    const auto value = from.number<std::uint8_t>();
    if (value == 0 || value > highest)
        from.refuse();
    else
        to = static_cast<Enum>(value);
}

template <std::size_t Size>
void get(reader& from, std::array<std::byte, Size>& to, std::size_t)
{
    const auto bytes = from.take(Size);
    if (from.good()) std::copy(bytes.begin(), bytes.end(), to.begin());
}

void get(reader& from, std::string& to, std::size_t limit)
{
    const auto size = from.number<std::uint16_t>();
    if (size > limit) from.refuse();
    to = as_text(from.take(size));
}

void get(reader& from, byte_buffer& to, std::size_t limit)
{
    const auto size = from.number<std::uint32_t>();
    if (size > limit) from.refuse();
    const auto bytes = from.take(size);
    to.assign(bytes.begin(), bytes.end());
}

void get(reader& from, entry& to, std::size_t)
{
    get_fields(from, to);
}

void get(reader& from, std::vector<entry>& to, std::size_t limit)
{
    const auto count = from.number<std::uint32_t>();
    if (count > limit) from.refuse();
    // Grows with what is really there: the count alone reserves nothing.
    for (std::uint32_t i = 0; i < count && from.good(); ++i)
        get_fields(from, to.emplace_back());
}

void get(reader& from, std::vector<std::string>& to, std::size_t limit)
{
    const auto count = from.number<std::uint32_t>();
    if (count > limit) from.refuse();
    for (std::uint32_t i = 0; i < count && from.good(); ++i)
        get(from, to.emplace_back(), max_name);
}

template <class Struct>
void get_fields(reader& from, Struct& to)
{
    std::apply([&](const auto&... f) { (get(from, to.*f.member, f.limit), ...); }, Struct::fields);
}

template <class Message>
result<message> read_whole(byte_view body)
{
    reader from(body);
    Message got;
    get_fields(from, got);
    if (!from.good() || !from.at_end())
        return fail(errc::malformed_message, "decode", std::string(name_of(Message::type)));
    return message(std::move(got));
}

template <std::size_t Index = 0>
result<message> read_as(frame_type type, byte_view body)
{
    if constexpr (Index == std::variant_size_v<message>) {
        return fail(errc::malformed_message, "decode",
                    fmt::format("{} is not a control frame", name_of(type)));
    } else {
        using candidate = std::variant_alternative_t<Index, message>;
        if (candidate::type == type) return read_whole<candidate>(body);
        return read_as<Index + 1>(type, body);
    }
}

} // namespace

result<message> decode(frame_type type, byte_view body)
{
    return read_as(type, body);
}

} // namespace sluice::proto
