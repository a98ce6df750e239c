#include "client/schedule/archive_members.hpp"
#include "client/schedule/fresh_archive.hpp"
#include "fetch/api_error.hpp"
#include "fetch/fetch.hpp"
#include "storage/adopt_file.hpp"
#include "zip/unpack.hpp"

#include <fcntl.h>
#include <fmt/format.h>

namespace sluice::client {
namespace {

using json = nlohmann::json;

json listed(const std::vector<proved_member>& members)
{
    auto files = json::array();
    for (const auto& one : members)
        files.push_back(
            {{"name", one.name}, {"size", one.size}, {"crc32", fmt::format("{:08x}", one.crc32)}});
    return files;
}

/// A refusal that asking again does not change: the offer has ended, or the server has other bytes.
bool is_final(int status)
{
    return status >= 400 && status < 500 && status != 401 && status != 403 && status != 408 &&
           status != 429;
}

/// One run that picks up what is fresh, from stage to stage of its document.
class fresh_pull {
public:
    fresh_pull(pull_desk& desk, const pull_order& order, fetch::access how)
        : desk_(desk),
          order_(order),
          how_(std::move(how)),
          limit_(deadline::after(order.limit)),
          document_(desk.state, order.name)
    {
    }

    pull_report run()
    {
        const auto done = work();
        if (!done) report_.failed = done.error();
        report_.nothing_new = report_.files == 0 && !report_.failed;
        return std::move(report_);
    }

private:
    result<void> work();
    result<void> settle();
    result<void> prove();
    result<void> place();
    result<void> unpack(int archive, storage::target_folder& into);
    result<void> keep(storage::target_folder& into);
    result<void> confirm();
    result<unique_fd> open_archive(storage::target_folder& into) const;
    std::string url(const std::string& path) const { return order_.api + path; }

    pull_desk& desk_;
    const pull_order& order_;
    fetch::access how_;
    deadline limit_;
    pickup_document document_;
    pull_report report_;
};

result<void> fresh_pull::work()
{
    // First what an earlier run began.
    if (!document_.empty() && !document_.is_at("receiving")) {
        const auto settled = settle();
        if (!settled) return settled;
    }
    fresh_archive archive(desk_, order_, document_);
    const auto received = archive.receive(how_, limit_);
    report_.bytes = archive.bytes();
    if (!archive.detail().empty()) report_.detail = archive.detail();
    if (!received) return received.error();
    return *received ? settle() : result<void>(ok);
}

result<unique_fd> fresh_pull::open_archive(storage::target_folder& into) const
{
    const auto folder = into.folder({});
    if (!folder) return folder.error();
    unique_fd file(::openat((*folder)->get(), document_.text("part").c_str(),
                            O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
    if (!file) return storage::target_error("open", document_.text("part"));
    return file;
}

result<void> fresh_pull::settle()
{
    if (document_.is_at("received")) {
        const auto proved = prove();
        if (!proved) return proved;
    }
    if (document_.is_at("proved")) {
        const auto placed = place();
        if (!placed) return placed;
    }
    return confirm();
}

result<void> fresh_pull::prove()
{
    auto& calls = storage::system_file_calls();
    auto into = storage::target_folder::open(calls, document_.text("into"));
    if (!into) return into.error();
    const auto archive = open_archive(**into);
    const auto members = archive ? prove_members(archive->get(), order_.most_bytes)
                                 : result<std::vector<proved_member>>(archive.error());
    if (!members) {
        // Unconfirmed, the files are offered again.
        const auto folder = (*into)->folder({});
        if (folder) calls.unlink_at((*folder)->get(), document_.text("part").c_str());
        const auto ignored = document_.forget();
        static_cast<void>(ignored);
        return members.error();
    }
    document_.set("files", listed(*members));
    return document_.step_to("proved");
}

result<void> fresh_pull::place()
{
    auto into = storage::target_folder::open(storage::system_file_calls(), document_.text("into"));
    if (!into) return into.error();
    const auto archive = open_archive(**into);
    const bool moved = !archive && archive.error() == errc::not_found;
    if (!archive && !moved) return archive.error();
    const bool unpacks = document_.flag("unpack");
    auto done = result<void>(ok);
    if (!moved) done = unpacks ? unpack(archive->get(), **into) : keep(**into);
    return done ? document_.step_to("placed") : done;
}

result<void> fresh_pull::unpack(int archive, storage::target_folder& into)
{
    auto& calls = storage::system_file_calls();
    zip::unpack_limits limits;
    limits.policy = order_.policy;
    limits.bytes = order_.most_bytes;
    const zip::unpack_source source{archive, "pickup " + order_.name};
    const auto unpacked = zip::unpack(calls, source, into, limits);
    if (!unpacked) return unpacked.error();
    for (const auto& one : unpacked->files)
        report_.files += one.placed_as.empty() || one.was_there ? 0 : 1;
    report_.detail = fmt::format("{} files", unpacked->files.size());
    return ok;
}

/// The archive itself gets its name; once it has, its part is gone.
result<void> fresh_pull::keep(storage::target_folder& into)
{
    auto& calls = storage::system_file_calls();
    auto folder = into.folder({});
    if (!folder) return folder.error();
    const auto part = document_.text("part");
    const storage::part_target to{*folder, document_.text("name")};
    const auto named =
        storage::take_name(calls, {(*folder)->get(), part.c_str()}, to, order_.policy);
    if (!named) return named.error();
    if (!storage::sync_names(calls, *folder)) return storage::target_error("sync folder", *named);
    ++report_.files;
    report_.detail = *named;
    return ok;
}

result<void> fresh_pull::confirm()
{
    const auto receipt = document_.text("receipt");
    if (!receipt.empty()) {
        fetch::request what;
        what.method = "POST";
        what.target = url("/stream/receipts/" + receipt);
        what.fields.set("content-type", "application/json");
        what.body = json{{"files", document_.list("files")}}.dump();
        const auto came = fetch::ask(what, how_, {limit_, desk_.stop});
        if (!came) return came.error();
        const bool gone = is_final(came->status);
        if (gone) report_.detail += ", but the server does not await their confirmation any more";
        if (!gone && (came->status < 200 || came->status > 299)) return fetch::api_error(*came);
    }
    const std::filesystem::path into = document_.text("into");
    const auto names = storage::part_names_for(order_.name + ".zip", "pickup " + order_.name);
    std::error_code ignored; // they are overwritten by the next ones
    if (document_.flag("unpack")) std::filesystem::remove(into / document_.text("part"), ignored);
    std::filesystem::remove(into / names.journal, ignored);
    return document_.forget();
}

} // namespace

pull_report pull_fresh(pull_desk& desk, const pull_order& order)
{
    auto how = own_access(desk, order);
    if (!how) return failed_pull(how.error());
    return fresh_pull(desk, order, std::move(*how)).run();
}

} // namespace sluice::client
