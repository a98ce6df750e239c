#include "base/escape.hpp"
#include "base/glob.hpp"
#include "base/parse.hpp"
#include "client/verbs/commands.hpp"
#include "storage/chunking.hpp"

#include <fmt/format.h>

#include <ctime>

namespace sluice::client {
namespace {

std::string hex(byte_view bytes)
{
    std::string text;
    for (const auto b : bytes)
        text += fmt::format("{:02x}", std::to_integer<unsigned>(b));
    return text;
}

/// ISO 8601 in UTC, to the second.
std::string time_text(std::int64_t ns)
{
    const auto seconds = static_cast<std::time_t>(ns / 1'000'000'000);
    std::tm parts{};
    if (!::gmtime_r(&seconds, &parts)) return "-";
    char text[40];
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    return text;
}

json to_json(const proto::entry& e)
{
    const bool file = e.kind == proto::entry_kind::file;
    json made;
    made["path"] = e.path;
    made["kind"] = file ? "file" : "folder";
    made["size"] = e.size;
    made["modified"] = static_cast<double>(e.modified_ns) / 1e9;
    if (file) {
        made["version"] = hex(e.version);
        made["chunk_size"] = e.chunk_size;
    }
    return made;
}

std::string line_of(const proto::entry& e, bool long_form)
{
    const bool file = e.kind == proto::entry_kind::file;
    const auto name = escape(e.path) + (file ? "" : "/");
    if (!long_form) return name;
    return fmt::format("{:>10}  {}  {}", file ? format_size(e.size) : "-", time_text(e.modified_ns),
                       name);
}

std::string description_of(const proto::entry& e)
{
    const bool file = e.kind == proto::entry_kind::file;
    auto text = fmt::format("name:     {}\nkind:     {}\nmodified: {}", escape(e.path),
                            file ? "file" : "folder", time_text(e.modified_ns));
    // A peer may say that a chunk holds nothing.
    if (!file || e.chunk_size == 0) return text;
    return text + fmt::format("\nsize:     {} ({} bytes)\nversion:  {}\nchunks:   {} of {}",
                              format_size(e.size), e.size, hex(e.version),
                              storage::chunk_count(e.size, e.chunk_size),
                              format_size(e.chunk_size));
}

proto::list_request request_for(const std::string& what, bool recursive)
{
    proto::list_request wanted;
    wanted.recursive = recursive ? 1 : 0;
    if (what == "." || what == "/") return wanted;
    if (!is_glob(what)) {
        wanted.path = what;
        return wanted;
    }
    auto split = split_glob(what);
    const bool deep = split.pattern.find("**") != std::string::npos;
    if (deep || split.pattern.find('/') != std::string::npos) wanted.recursive = 1;
    wanted.path = std::move(split.folder);
    wanted.pattern = std::move(split.pattern);
    return wanted;
}

} // namespace

task<exit_code> commands::ls(std::string what)
{
    auto peer = co_await connect();
    if (!peer) co_return failed(peer.error());
    auto wanted = request_for(what, context_.wanted.recursive);
    const bool pattern = !wanted.pattern.empty();
    auto all = co_await entries_of(**peer, std::move(wanted));
    if (pattern && (!all || all->empty()) && (*peer)->usable()) {
        // A name may contain what would be special in a pattern.
        proto::list_request literal;
        literal.path = what;
        auto named = co_await entries_of(**peer, std::move(literal));
        if (named) all = std::move(named);
    }
    if (!all) co_return failed(all.error());
    if (pattern && all->empty()) co_return failed(fail(errc::not_found, "match", what));
    if (as_json()) {
        json document;
        document["schema"] = 1;
        document["entries"] = json::array();
        for (const auto& e : *all)
            document["entries"].push_back(to_json(e));
        context_.out.result(json_text(document));
        co_return exit_code::done;
    }
    for (const auto& e : *all)
        context_.out.result(line_of(e, context_.wanted.long_listing));
    co_return exit_code::done;
}

task<exit_code> commands::stat(std::vector<std::string> names)
{
    auto peer = co_await connect();
    if (!peer) co_return failed(peer.error());
    auto worst = exit_code::done;
    json document;
    document["schema"] = 1;
    document["entries"] = json::array();
    document["errors"] = json::array();
    for (auto& name : names) {
        const auto found = co_await (*peer)->stat(name);
        if (found) {
            document["entries"].push_back(to_json(*found));
            if (!as_json()) context_.out.result(description_of(*found));
            continue;
        }
        document["errors"].push_back(to_json(found.error()));
        const auto code = complain(found.error());
        if (worst == exit_code::done) worst = code;
        if (!(*peer)->usable()) break;
    }
    document["exit_code"] = static_cast<int>(worst);
    if (as_json()) context_.out.result(json_text(document));
    co_return worst;
}

} // namespace sluice::client
