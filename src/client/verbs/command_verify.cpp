#include "async/on_pool.hpp"
#include "base/escape.hpp"
#include "base/parse.hpp"
#include "client/report/verifier.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace sluice::client {
namespace fs = std::filesystem;
namespace {

/// LOCAL or LOCAL=REMOTE; folders stand for all files in them.
result<std::vector<verify_item>> items_for(const std::vector<std::string>& words,
                                           const std::string& download_folder)
{
    std::vector<verify_item> items;
    for (const auto& word : words) {
        std::error_code failed;
        const bool here = fs::exists(word, failed);
        const auto equals = word.rfind('=');
        if (!here && equals != std::string::npos && equals > 0) {
            items.push_back({word.substr(0, equals), word.substr(equals + 1)});
            continue;
        }
        const auto local = here ? fs::path(word) : fs::path(download_folder) / word;
        if (!fs::exists(local, failed)) return fail(errc::not_found, "verify", word);
        if (!fs::is_directory(local, failed)) {
            items.push_back({local.string(), {}});
            continue;
        }
        for (const auto& below : fs::recursive_directory_iterator(local, failed))
            if (below.is_regular_file(failed) &&
                !storage::is_part_name(below.path().filename().string()))
                items.push_back({below.path().string(), {}});
    }
    return items;
}

} // namespace

verifier::verifier(command_context& context, std::unique_ptr<transfer::asker> peer)
    : context_(context),
      peer_(std::move(peer))
{
}

task<result<std::vector<proto::manifest>>> verifier::manifest_of(std::string remote)
{
    std::vector<proto::manifest> pages;
    proto::manifest_request ask;
    ask.path = std::move(remote);
    const bool sha = context_.wanted.digest == digest_choice::sha256;
    ask.kind = sha ? proto::digest_kind::sha256 : proto::digest_kind::xxh3;
    const auto width = storage::digest_size(ask.kind);
    while (true) {
        auto page = co_await peer_->manifest(ask);
        if (!page) co_return page.error();
        const bool fits = page->kind == ask.kind && page->chunk_size > 0 &&
                          page->first_chunk == ask.first_chunk && page->digests.size() % width == 0;
        if (!fits) co_return fail(errc::malformed_message, "manifest", ask.path);
        ask.version = page->version;
        ask.first_chunk += page->digests.size() / width;
        const bool last = !page->root.empty();
        if (!last && page->digests.empty())
            co_return fail(errc::malformed_message, "manifest", ask.path);
        pages.push_back(std::move(*page));
        if (last) co_return pages;
    }
}

/// The manifests of what a local file may be a copy of: the same path, the path before it was
/// renamed, or else any file of that name on the server.
task<result<std::vector<std::string>>> verifier::candidates(verify_item item)
{
    std::vector<std::string> paths;
    if (!item.remote.empty()) {
        paths.push_back(item.remote);
        co_return paths;
    }
    const auto direct = remote_path_of(item.local, context_.wanted.directory.string());
    const auto name = fs::path(item.local).filename().string();
    std::vector<std::string> likely;
    if (direct) likely = {*direct, without_number(*direct)};
    for (auto& path : likely) {
        if (path.empty()) continue;
        const auto found = co_await peer_->stat(path);
        if (found && found->kind == proto::entry_kind::file) paths.push_back(std::move(path));
        if (!paths.empty()) co_return paths;
        if (!found && !peer_->usable()) co_return found.error();
    }
    auto catalog = co_await search(name);
    if (!catalog) co_return catalog.error();
    if (catalog->empty()) co_return fail(errc::not_found, "verify", name + " is not on the server");
    co_return catalog;
}

task<result<std::vector<std::string>>> verifier::search(std::string name)
{
    std::vector<std::string> paths;
    proto::list_request wanted;
    wanted.recursive = 1;
    do {
        auto page = co_await peer_->list(wanted);
        if (!page) co_return page.error();
        for (auto& e : page->entries) {
            const auto last = fs::path(e.path).filename().string();
            const bool same = last == name || last == without_number(name);
            if (same && e.kind == proto::entry_kind::file) paths.push_back(std::move(e.path));
        }
        wanted.after = std::move(page->next);
    } while (!wanted.after.empty());
    co_return paths;
}

task<verify_report> verifier::check(verify_item item)
{
    verify_report report;
    report.local = item.local;
    const auto paths = co_await candidates(item);
    if (!paths) {
        report.failed = paths.error();
        co_return report;
    }
    for (const auto& path : *paths) {
        const auto pages = co_await manifest_of(path);
        if (!pages) {
            report.failed = pages.error();
            if (!peer_->usable()) co_return report;
            continue;
        }
        auto work = [&] { return check_against(item.local, *pages); };
        const auto checked = co_await on_pool(context_.pool, std::move(work));
        report.remote = path;
        report.bytes = pages->front().size;
        report.failed.reset();
        if (!checked) {
            report.failed = checked.error();
            continue;
        }
        report.outcome = *checked;
        if (checked->same()) co_return report;
        report.failed = fail(errc::checksum_mismatch, "verify", item.local);
    }
    co_return report;
}

void verifier::tell(const verify_report& report)
{
    auto& out = context_.out;
    const auto name = escape(report.local);
    if (!report.failed) {
        out.result(
            fmt::format("{}  ok  {}  {}", name, format_size(report.bytes), report.outcome.root));
        return;
    }
    if (!(*report.failed == errc::checksum_mismatch)) {
        out.result(fmt::format("{}  not verified: {}", name, report.failed->text()));
        return;
    }
    const auto& found = report.outcome;
    const auto why = found.size_differs
                         ? std::string("the size differs")
                         : fmt::format("{} of {} chunks differ, the first is {}",
                                       found.wrong.size(), found.chunks, found.wrong.front());
    out.result(fmt::format("{}  DIFFERS from {}: {}", name, escape(report.remote), why));
}

task<exit_code> commands::verify(std::vector<std::string> locals)
{
    const auto items = items_for(locals, context_.wanted.directory.string());
    if (!items) co_return failed(items.error());
    auto peer = co_await connect();
    if (!peer) co_return failed(peer.error());
    verifier check(context_, std::move(*peer));
    json files = json::array();
    std::uint64_t good = 0;
    std::optional<error> worst;
    for (const auto& item : *items) {
        const auto report = co_await check.check(item);
        if (!report.failed) ++good;
        const bool graver = report.failed && (!worst || *report.failed == errc::checksum_mismatch);
        if (graver) worst = report.failed;
        if (as_json())
            files.push_back(to_json(report));
        else if (!context_.wanted.quiet || report.failed)
            check.tell(report);
    }
    const auto code = worst ? exit_code_of(*worst) : exit_code::done;
    if (as_json()) {
        json document;
        document["schema"] = 1;
        document["exit_code"] = static_cast<int>(code);
        document["files"] = std::move(files);
        context_.out.result(json_text(document));
    } else if (!context_.wanted.quiet) {
        context_.out.result(fmt::format("{} of {} files verified", good, items->size()));
    }
    co_return code;
}

json to_json(const verify_report& report)
{
    json made;
    made["local"] = report.local;
    made["remote"] = report.remote;
    made["bytes"] = report.bytes;
    made["digest"] = report.outcome.root;
    made["wrong_chunks"] = report.outcome.wrong;
    made["error"] = report.failed ? to_json(*report.failed) : json();
    return made;
}

} // namespace sluice::client
