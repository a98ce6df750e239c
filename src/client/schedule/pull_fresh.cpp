#include "client/part_sink.hpp"
#include "client/schedule/archive_members.hpp"
#include "client/schedule/pull.hpp"
#include "fetch/api_error.hpp"
#include "fetch/fetch.hpp"
#include "fetch/file_name.hpp"
#include "storage/adopt_file.hpp"
#include "zip/unpack.hpp"

#include <fcntl.h>
#include <fmt/format.h>

namespace sluice::client {
namespace {

using json = nlohmann::json;

constexpr std::string_view pickup_kind = "pickup";

std::string text_at(const json& from, const char* key)
{
    const auto found = from.find(key);
    return found != from.end() && found->is_string() ? found->get<std::string>() : std::string();
}

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

/// One run that picks up what is fresh. What was received stands in a document until the server
/// has its confirmation, so that a run that was killed is finished by the next one:
/// "received": the archive is whole, in a hidden part; "proved": so are its members, which are
/// listed; "placed": the files have their names.
class fresh_pull {
public:
    fresh_pull(pull_desk& desk, const pull_order& order, fetch::access how)
        : desk_(desk),
          order_(order),
          how_(std::move(how)),
          limit_(deadline::after(order.limit)),
          document_(desk.state.load(order.name, pickup_kind))
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
    result<bool> receive();
    result<void> note_received(part_sink& sink, const fetch::answer& came);
    result<void> settle();
    result<void> prove();
    result<void> place();
    result<void> unpack(int archive, storage::target_folder& into);
    result<void> keep(storage::target_folder& into);
    result<void> confirm();
    result<void> step_to(const char* stage);
    result<unique_fd> open_archive(storage::target_folder& into) const;
    std::string url(const std::string& path) const { return order_.api + path; }

    pull_desk& desk_;
    const pull_order& order_;
    fetch::access how_;
    deadline limit_;
    json document_;
    pull_report report_;
};

result<void> fresh_pull::work()
{
    // First what an earlier run began.
    if (!document_.is_null()) {
        const auto settled = settle();
        if (!settled) return settled;
    }
    const auto received = receive();
    if (!received) return received.error();
    return *received ? settle() : result<void>(ok);
}

result<bool> fresh_pull::receive()
{
    auto& calls = storage::system_file_calls();
    auto into = storage::target_folder::open(calls, order_.into);
    if (!into) return into.error();
    part_sink sink(
        {calls, **into, "pickup " + order_.name, order_.name + ".zip", order_.most_bytes, {}});
    fetch::request what;
    what.target = url(order_.path) + "?confirm=manual";
    const fetch::request_terms terms(limit_, desk_.stop, &sink);
    const auto came = fetch::ask(what, how_, terms);
    report_.bytes += sink.received();
    if (!came || came->status != 200) sink.discard();
    if (!came) return came.error();
    if (came->status == 404) {
        // Nothing is fresh; an unknown project looks the same, until it is made.
        report_.detail = fetch::api_error(*came).detail();
        return false;
    }
    if (came->status != 200) return fetch::api_error(*came);
    const auto noted = note_received(sink, *came);
    if (!noted) sink.discard();
    if (!noted) return noted.error();
    return true;
}

result<void> fresh_pull::note_received(part_sink& sink, const fetch::answer& came)
{
    const auto whole = sink.finish();
    if (!whole) return whole.error();
    if (!*whole) return fail(errc::malformed_message, "fetch", order_.path + ": no body");
    const auto synced = sink.part()->sync();
    if (!synced) return synced;
    const auto* receipt = came.fields.find("sluice-receipt");
    const auto part = storage::part_names_for(order_.name + ".zip", "pickup " + order_.name).part;
    document_ = {{"receipt", receipt ? *receipt : ""},
                 {"part", part},
                 {"name", fetch::offered_name(came)},
                 {"into", std::filesystem::absolute(order_.into).string()},
                 {"unpack", order_.unpack}};
    return step_to("received");
}

result<void> fresh_pull::step_to(const char* stage)
{
    document_["stage"] = stage;
    return desk_.state.store(order_.name, pickup_kind, document_);
}

result<unique_fd> fresh_pull::open_archive(storage::target_folder& into) const
{
    const auto folder = into.folder({});
    if (!folder) return folder.error();
    unique_fd file(::openat((*folder)->get(), text_at(document_, "part").c_str(),
                            O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
    if (!file) return storage::target_error("open", text_at(document_, "part"));
    return file;
}

result<void> fresh_pull::settle()
{
    if (text_at(document_, "stage") == "received") {
        const auto proved = prove();
        if (!proved) return proved;
    }
    if (text_at(document_, "stage") == "proved") {
        const auto placed = place();
        if (!placed) return placed;
    }
    return confirm();
}

result<void> fresh_pull::prove()
{
    auto& calls = storage::system_file_calls();
    auto into = storage::target_folder::open(calls, text_at(document_, "into"));
    if (!into) return into.error();
    const auto archive = open_archive(**into);
    const auto members = archive ? prove_members(archive->get(), order_.most_bytes)
                                 : result<std::vector<proved_member>>(archive.error());
    if (!members) {
        // Unconfirmed, the files are offered again.
        const auto folder = (*into)->folder({});
        if (folder) calls.unlink_at((*folder)->get(), text_at(document_, "part").c_str());
        document_ = nullptr;
        const auto ignored = desk_.state.store(order_.name, pickup_kind, document_);
        return members.error();
    }
    document_["files"] = listed(*members);
    return step_to("proved");
}

result<void> fresh_pull::place()
{
    auto into =
        storage::target_folder::open(storage::system_file_calls(), text_at(document_, "into"));
    if (!into) return into.error();
    const auto archive = open_archive(**into);
    const bool moved = !archive && archive.error() == errc::not_found;
    if (!archive && !moved) return archive.error();
    const bool unpacks = document_.value("unpack", false);
    auto done = result<void>(ok);
    if (!moved) done = unpacks ? unpack(archive->get(), **into) : keep(**into);
    return done ? step_to("placed") : done;
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
    const auto part = text_at(document_, "part");
    const storage::part_target to{*folder, text_at(document_, "name")};
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
    const auto receipt = text_at(document_, "receipt");
    if (!receipt.empty()) {
        fetch::request what;
        what.method = "POST";
        what.target = url("/stream/receipts/" + receipt);
        what.fields.set("content-type", "application/json");
        what.body = json{{"files", document_["files"]}}.dump();
        const auto came = fetch::ask(what, how_, {limit_, desk_.stop});
        if (!came) return came.error();
        const bool gone = is_final(came->status);
        if (gone) report_.detail += ", but the server does not await their confirmation any more";
        if (!gone && (came->status < 200 || came->status > 299)) return fetch::api_error(*came);
    }
    const std::filesystem::path into = text_at(document_, "into");
    const auto names = storage::part_names_for(order_.name + ".zip", "pickup " + order_.name);
    std::error_code ignored; // they are overwritten by the next ones
    if (document_.value("unpack", false))
        std::filesystem::remove(into / text_at(document_, "part"), ignored);
    std::filesystem::remove(into / names.journal, ignored);
    document_ = nullptr;
    return desk_.state.store(order_.name, pickup_kind, document_);
}

} // namespace

pull_report pull_fresh(pull_desk& desk, const pull_order& order)
{
    auto how = own_access(desk, order);
    if (!how) return failed_pull(how.error());
    return fresh_pull(desk, order, std::move(*how)).run();
}

} // namespace sluice::client
