#include "stream/topic_file.hpp"

#include "base/crc32c.hpp"
#include "base/parse.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include <array>
#include <limits>
#include <map>

namespace sluice::stream {
namespace {

constexpr const char* file_name = "topic";
constexpr const char* new_name = ".topic.new";
constexpr std::size_t longest = 4096;
constexpr mode_t file_mode = 0600;

std::uint32_t sum_of(std::string_view text)
{
    return crc32c(as_bytes(text));
}

result<std::map<std::string, std::string, std::less<>>> pairs_of(std::string_view text)
{
    const auto damaged = fail(errc::malformed_message, "topic file");
    const auto last = text.rfind("sum=");
    if (last == text.npos ||
        text.substr(last) != fmt::format("sum={:08x}\n", sum_of(text.substr(0, last))))
        return damaged;
    std::map<std::string, std::string, std::less<>> made;
    text = text.substr(0, last);
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n'));
        const auto equals = line.find('=');
        if (equals == line.npos) return damaged;
        made.emplace(line.substr(0, equals), line.substr(equals + 1));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
    }
    return made;
}

} // namespace

std::string to_text(const topic_facts& what)
{
    const auto text = fmt::format(
        "dtype={}\nshape={}\nunits={}\nkeep_bytes={}\nkeep_ns={}\nreserved={}\nclean={}\n",
        to_text(what.layout.element), shape_text(what.layout.shape), what.layout.units,
        what.keep.bytes, what.keep.age.count(), what.reserved, what.clean ? 1 : 0);
    return text + fmt::format("sum={:08x}\n", sum_of(text));
}

result<topic_facts> parse_topic_file(std::string_view text)
{
    const auto pairs = pairs_of(text);
    if (!pairs) return pairs.error();
    const auto value = [&](std::string_view key) {
        const auto at = pairs->find(key);
        return at == pairs->end() ? std::string_view() : std::string_view(at->second);
    };
    const auto number = [&](std::string_view key) {
        return parse_integer(value(key), 0, std::numeric_limits<std::int64_t>::max());
    };
    const auto element = parse_dtype(value("dtype"));
    if (!element) return element.error();
    const auto shape = parse_shape(value("shape"));
    if (!shape) return shape.error();
    const auto bytes = number("keep_bytes");
    const auto age = number("keep_ns");
    const auto reserved = number("reserved");
    if (!bytes || !age || !reserved) return fail(errc::malformed_message, "topic file");
    topic_facts made;
    made.layout = {*element, *shape, std::string(value("units"))};
    made.keep = {static_cast<std::uint64_t>(*bytes), std::chrono::nanoseconds(*age)};
    made.reserved = static_cast<std::uint64_t>(*reserved);
    made.clean = value("clean") == "1";
    return made;
}

result<> write_topic_file(int folder, const topic_facts& what, storage::file_calls& calls)
{
    constexpr int flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW;
    const unique_fd file(calls.open_at(folder, new_name, flags, file_mode));
    if (!file) return fail_errno("topic file");
    const auto text = to_text(what);
    const auto done = calls.write_at(file.get(), text.data(), text.size(), 0);
    if (done < 0) return fail_errno("topic file");
    if (static_cast<std::size_t>(done) != text.size()) return fail(errc::no_space, "topic file");
    if (calls.sync_data(file.get()) != 0) return fail_errno("topic file");
    if (calls.rename_at(folder, new_name, file_name, 0) != 0) return fail_errno("topic file");
    if (calls.sync_folder(folder) != 0) return fail_errno("topic file");
    return ok;
}

result<topic_facts> read_topic_file(int folder)
{
    const unique_fd file(::openat(folder, file_name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    if (!file) return fail_errno("topic file");
    std::array<char, longest> text;
    const auto got = ::pread(file.get(), text.data(), text.size(), 0);
    if (got < 0) return fail_errno("topic file");
    return parse_topic_file(std::string_view(text.data(), static_cast<std::size_t>(got)));
}

} // namespace sluice::stream
