#include "base/escape.hpp"
#include "base/parse.hpp"
#include "client/verbs/commands.hpp"
#include "storage/chunking.hpp"
#include "storage/journal_record.hpp"
#include "storage/part_name.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>

namespace sluice::client {
namespace fs = std::filesystem;
namespace {

/// A download that was not finished.
struct unfinished {
    std::string folder;
    std::string journal;
    std::string problem; // why the journal cannot be used; then the rest is empty
    storage::journal_content content;
    std::uint64_t verified_bytes = 0;
};

std::string read_file(const fs::path& path)
{
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

unfinished look_at(const fs::path& journal)
{
    unfinished found;
    found.folder = journal.parent_path().string();
    found.journal = journal.filename().string();
    auto content = storage::replay_journal(as_bytes(read_file(journal)));
    if (!content) {
        found.problem = content.error().text();
        return found;
    }
    found.content = std::move(*content);
    std::set<std::uint64_t> chunks;
    const auto& source = found.content.source;
    for (const auto& done : found.content.chunks)
        if (chunks.insert(done.chunk).second)
            found.verified_bytes +=
                storage::chunk_length(source.size, source.chunk_size, done.chunk);
    return found;
}

std::vector<unfinished> find_all(const fs::path& folder)
{
    std::vector<unfinished> all;
    std::error_code failed;
    const auto options = fs::directory_options::skip_permission_denied;
    for (const auto& e : fs::recursive_directory_iterator(folder, options, failed)) {
        const auto name = e.path().filename().string();
        if (storage::is_part_name(name) && name.ends_with(".journal"))
            all.push_back(look_at(e.path()));
    }
    std::sort(all.begin(), all.end(), [](const unfinished& a, const unfinished& b) {
        return std::tie(a.folder, a.journal) < std::tie(b.folder, b.journal);
    });
    return all;
}

std::string line_of(const unfinished& one)
{
    if (!one.problem.empty())
        return fmt::format("{}/{}  unusable: {}", escape(one.folder), escape(one.journal),
                           one.problem);
    const auto& source = one.content.source;
    const auto percent = source.size == 0 ? 100 : one.verified_bytes * 100 / source.size;
    return fmt::format("{}/{}  {}% verified ({} of {})  from {}", escape(one.folder),
                       escape(one.content.final_name), percent, format_size(one.verified_bytes),
                       format_size(source.size), escape(source.path));
}

json to_json(const unfinished& one)
{
    json made;
    made["folder"] = one.folder;
    made["journal"] = one.journal;
    made["name"] = one.content.final_name;
    made["remote"] = one.content.source.path;
    made["size"] = one.content.source.size;
    made["verified_bytes"] = one.verified_bytes;
    made["problem"] = one.problem.empty() ? json() : json(one.problem);
    return made;
}

} // namespace

exit_code commands::journal_show(std::string folder)
{
    const auto where = folder.empty() ? context_.wanted.directory : fs::path(folder);
    std::error_code ignored;
    if (!fs::is_directory(where, ignored))
        return failed(fail(errc::not_found, "journal", where.string()));
    const auto all = find_all(where);
    if (as_json()) {
        json document;
        document["schema"] = 1;
        document["unfinished"] = json::array();
        for (const auto& one : all)
            document["unfinished"].push_back(to_json(one));
        context_.out.result(json_text(document));
        return exit_code::done;
    }
    for (const auto& one : all)
        context_.out.result(line_of(one));
    if (all.empty()) context_.out.say("no unfinished downloads below " + escape(where.string()));
    return exit_code::done;
}

} // namespace sluice::client
