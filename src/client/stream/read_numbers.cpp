#include "client/stream/read_numbers.hpp"

#include "stream/message.hpp"

#include <bit>
#include <charconv>

namespace sluice::client {
namespace {

constexpr std::size_t longest_word = 400;

bool separates(char c)
{
    return c == ' ' || c == '\t' || c == ',' || c == ';' || c == '\n' || c == '\r';
}

} // namespace

result<number_reader> number_reader::make(const stream::dtype& as)
{
    const bool known = as.kind == stream::dtype_kind::real && as.size >= 4 && !as.big_endian;
    if (!known) return fail(errc::unsupported, "text", "--text writes <f8 and <f4 only");
    return number_reader(as.size);
}

result<> number_reader::append_number(byte_buffer& to)
{
    double value = 0;
    const char* first = word_.data();
    const char* last = first + word_.size();
    if (first != last && *first == '+') ++first;
    const auto read = std::from_chars(first, last, value);
    if (read.ptr != last || read.ec == std::errc::invalid_argument)
        return fail(errc::bad_usage, "text", word_.substr(0, 64));
    word_.clear();
    std::byte bytes[8];
    std::uint64_t bits = std::bit_cast<std::uint64_t>(value);
    if (size_ == 4) bits = std::bit_cast<std::uint32_t>(static_cast<float>(value));
    stream::store_le64(bytes, bits);
    to.insert(to.end(), bytes, bytes + size_);
    return ok;
}

result<byte_buffer> number_reader::take(std::string_view text)
{
    byte_buffer made;
    for (const char c : text) {
        if (in_comment_) {
            in_comment_ = c != '\n';
        } else if (c == '#' && word_.empty()) {
            in_comment_ = true;
        } else if (!separates(c)) {
            word_ += c;
            if (word_.size() > longest_word)
                return fail(errc::bad_usage, "text", word_.substr(0, 64));
        } else if (!word_.empty()) {
            const auto done = append_number(made);
            if (!done) return done.error();
        }
    }
    return made;
}

} // namespace sluice::client
