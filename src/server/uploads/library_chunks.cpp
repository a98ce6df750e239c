#include "server/uploads/library_chunks.hpp"

#include "base/parse.hpp"

namespace sluice::server {
namespace {

constexpr std::int64_t most_chunks = 10'000'000;
constexpr std::int64_t most_size = std::int64_t{1} << 50U;
constexpr std::size_t most_text = 1024;

error wrong(std::string what)
{
    return fail(errc::bad_usage, "flow", std::move(what));
}

} // namespace

result<flow_chunk>
read_flow_chunk(const std::function<std::optional<std::string>(const char*)>& field)
{
    const auto number = [&](const char* name, std::int64_t least, std::int64_t most) {
        const auto text = field(name);
        const auto value = parse_integer(text.value_or(""), least, most);
        return value ? result<std::uint64_t>(static_cast<std::uint64_t>(*value))
                     : result<std::uint64_t>(wrong(name));
    };
    const auto chunk = number("flowChunkNumber", 1, most_chunks);
    const auto total = number("flowTotalChunks", 1, most_chunks);
    const auto chunk_size = number("flowChunkSize", 1, most_size);
    const auto size = number("flowTotalSize", 0, most_size);
    for (const auto* read : {&chunk, &total, &chunk_size, &size})
        if (!*read) return read->error();
    flow_chunk made{*chunk, *total, *chunk_size, *size, {}, {}};
    made.identifier = field("flowIdentifier").value_or("");
    made.filename = field("flowFilename").value_or("");
    if (made.identifier.empty() || made.identifier.size() > most_text)
        return wrong("flowIdentifier");
    if (made.filename.empty() || made.filename.size() > most_text) return wrong("flowFilename");
    if (made.number > made.total) return wrong("flowChunkNumber is above flowTotalChunks");
    // Rounded down the last chunk is the larger one, rounded up the smaller one.
    const auto down = std::max<std::uint64_t>(1, made.total_size / made.chunk_size);
    const auto up = std::max<std::uint64_t>(1, (made.total_size - 1) / made.chunk_size + 1);
    const bool fits = made.total == down || (made.total_size > 0 && made.total == up);
    if (!fits) return wrong("flowTotalChunks does not fit flowTotalSize");
    return made;
}

} // namespace sluice::server
