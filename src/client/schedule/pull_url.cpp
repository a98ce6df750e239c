#include "client/part_sink.hpp"
#include "client/schedule/pull.hpp"
#include "client/schedule/same_bytes.hpp"
#include "fetch/api_error.hpp"
#include "fetch/fetch.hpp"
#include "http/digest_fields.hpp"
#include "storage/publish_group.hpp"
#include "zip/unpack.hpp"

#include <sys/stat.h>

namespace sluice::client {
namespace {

using json = nlohmann::json;

constexpr std::string_view known_kind = "known";

std::string text_at(const json& from, const char* key)
{
    const auto found = from.find(key);
    return found != from.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::uint64_t size_at(const json& from, const char* key)
{
    const auto found = from.find(key);
    return found != from.end() && found->is_number_unsigned() ? found->get<std::uint64_t>() : 0;
}

/// An error of this machine, not of the bytes that came: they need not come again.
bool mended_here(const error& why)
{
    return why == errc::no_space || why == errc::not_writable || why == errc::target_busy ||
           why == errc::target_exists || why == errc::io_failed || why == errc::over_quota;
}

/// One run that fetches one file.
class url_pull {
public:
    url_pull(pull_desk& desk, const pull_order& order, storage::target_folder& into,
             std::string url)
        : desk_(desk),
          order_(order),
          into_(into),
          url_(std::move(url)),
          known_(desk.state.load(order.name, known_kind)),
          sink_(terms())
    {
        if (!known_.is_object() || text_at(known_, "url") != url_) known_ = json{{"url", url_}};
    }

    pull_report run(const fetch::access& how)
    {
        auto done = fetch_it(how);
        report_.bytes = sink_.received();
        if (!done) report_.failed = done.error();
        return std::move(report_);
    }

private:
    part_terms terms()
    {
        part_terms made{storage::system_file_calls(), into_, url_, {}, order_.most_bytes, {}};
        made.remember = [this](const part_memory& part) {
            known_["part"] = {{"etag", part.etag}, {"name", part.name}, {"size", part.size}};
            return desk_.state.store(order_.name, known_kind, known_);
        };
        return made;
    }

    result<void> fetch_it(const fetch::access& how);
    result<void> add_conditions(fetch::request& what);
    result<void> settle(const fetch::answer& came);
    result<void> prove(const fetch::answer& came) const;
    result<void> place();
    result<void> place_members();
    result<void> forget_part();
    error give_up(error why);
    bool is_here_still() const;

    pull_desk& desk_;
    const pull_order& order_;
    storage::target_folder& into_;
    std::string url_;
    json known_;
    part_sink sink_;
    std::uint64_t resumed_ = 0;
    pull_report report_;
};

/// What was fetched and not unpacked must be there under its name, or it is wanted again.
bool url_pull::is_here_still() const
{
    if (order_.unpack) return true;
    const auto folder = into_.folder({});
    struct ::stat found{};
    return folder &&
           ::fstatat((*folder)->get(), text_at(known_, "placed").c_str(), &found,
                     AT_SYMLINK_NOFOLLOW) == 0 &&
           static_cast<std::uint64_t>(found.st_size) == size_at(known_, "size");
}

result<void> url_pull::add_conditions(fetch::request& what)
{
    what.fields.set("want-repr-digest", "sha-256=1");
    if (known_.contains("part")) {
        const auto& part = known_["part"];
        const part_memory memory{text_at(part, "etag"), text_at(part, "name"),
                                 size_at(part, "size")};
        const auto there = sink_.resume(memory);
        if (!there) return there.error();
        resumed_ = *there;
        if (resumed_ == 0) return ok;
        what.fields.set("range", "bytes=" + std::to_string(resumed_) + "-");
        what.fields.set("if-range", memory.etag);
        return ok;
    }
    const auto etag = text_at(known_, "etag");
    const auto modified = text_at(known_, "modified");
    if (!is_here_still()) return ok;
    if (!etag.empty()) what.fields.set("if-none-match", etag);
    if (etag.empty() && !modified.empty()) what.fields.set("if-modified-since", modified);
    return ok;
}

result<void> url_pull::forget_part()
{
    sink_.discard();
    known_.erase("part");
    return desk_.state.store(order_.name, known_kind, known_);
}

/// What can be gone on with stays for the next run.
error url_pull::give_up(error why)
{
    if (why == errc::too_large || !known_.contains("part")) {
        const auto ignored = forget_part();
    }
    return why;
}

result<void> url_pull::prove(const fetch::answer& came) const
{
    const auto* field = came.fields.find("repr-digest");
    if (!field) return ok;
    const auto promised = http::parse_digest(*field);
    if (!promised || !*promised) return ok;
    const auto& have = sink_.sha256();
    if (std::equal(have.begin(), have.end(), (*promised)->begin(), (*promised)->end())) return ok;
    return fail(errc::checksum_mismatch, "verify", sink_.name());
}

result<void> url_pull::place()
{
    auto& part = sink_.part();
    const auto name = part->final_name();
    const file_bytes have{sink_.size(), sink_.sha256()};
    const auto twin = find_same_bytes(part->folder(), name, have, order_.policy);
    if (twin) {
        part->discard();
        part.reset();
        known_["placed"] = *twin;
        report_.nothing_new = true;
        return ok;
    }
    std::vector<std::unique_ptr<storage::part_file>> parts;
    parts.push_back(std::move(part));
    const bool durable = desk_.context.wanted.durability == durability_choice::file;
    const auto outcomes =
        storage::publish_group(storage::system_file_calls(), parts, order_.policy,
                               durable ? storage::durability::file : storage::durability::none);
    const auto& placed = outcomes.front();
    if (!placed) return placed.error();
    if (!*placed) {
        report_.nothing_new = true;
        return ok;
    }
    known_["placed"] = **placed;
    report_.detail = **placed;
    report_.files = 1;
    return ok;
}

result<void> url_pull::settle(const fetch::answer& came)
{
    const auto whole = sink_.finish();
    if (!whole) return whole.error();
    if (!*whole) return fail(errc::malformed_message, "fetch", url_ + ": no body");
    const auto proved = prove(came);
    if (!proved) {
        const auto ignored = forget_part();
        return proved;
    }
    known_["size"] = sink_.size();
    const auto placed = order_.unpack ? place_members() : place();
    if (!placed && !mended_here(placed.error())) {
        const auto ignored = forget_part();
    }
    if (!placed) return placed;
    known_.erase("part");
    const auto* etag = came.fields.find("etag");
    const auto* modified = came.fields.find("last-modified");
    known_["etag"] = etag ? *etag : "";
    known_["modified"] = modified ? *modified : "";
    return desk_.state.store(order_.name, known_kind, known_);
}

result<void> url_pull::fetch_it(const fetch::access& how)
{
    fetch::request what;
    what.target = url_;
    const auto ready = add_conditions(what);
    if (!ready) return ready;
    const bool all_here = resumed_ > 0 && resumed_ == size_at(known_["part"], "size");
    fetch::answer came;
    if (!all_here) {
        const fetch::request_terms terms(deadline::after(order_.limit), desk_.stop, &sink_);
        auto asked = fetch::ask(what, how, terms);
        if (!asked) return give_up(asked.error());
        came = std::move(*asked);
    } else {
        came.status = 200;
        came.fields.set("etag", text_at(known_["part"], "etag"));
    }
    if (came.status == 304) {
        report_.nothing_new = true;
        return ok;
    }
    if (came.status == 416 && resumed_ > 0) {
        const auto forgotten = forget_part();
        if (!forgotten) return forgotten;
        return fail(errc::peer_closed, "fetch", url_ + ": it has become shorter");
    }
    if (came.status < 200 || came.status > 299) return fetch::api_error(came);
    return settle(came);
}

result<void> url_pull::place_members()
{
    auto& part = sink_.part();
    const auto synced = part->sync();
    if (!synced) return synced;
    zip::unpack_limits limits;
    limits.policy = order_.policy;
    limits.bytes = order_.most_bytes;
    const zip::unpack_source source{part->descriptor(), url_};
    const auto unpacked = zip::unpack(storage::system_file_calls(), source, into_, limits);
    if (!unpacked) return unpacked.error();
    for (const auto& one : unpacked->files)
        report_.files += one.placed_as.empty() || one.was_there ? 0 : 1;
    report_.nothing_new = report_.files == 0;
    sink_.discard();
    return ok;
}

} // namespace

pull_report pull_url(pull_desk& desk, const pull_order& order)
{
    auto target = storage::target_folder::open(storage::system_file_calls(), order.into);
    if (!target) return failed_pull(target.error());
    fetch::access how;
    how.rules = order.rules;
    how.proxy = order.proxy;
    how.connect_limit = desk.context.wanted.connect_limit;
    how.stall_limit = desk.context.wanted.stall_limit;
    if (order.kind == pull_kind::files) {
        const auto own = own_access(desk, order);
        if (!own) return failed_pull(own.error());
        how = *own;
    }
    const auto url = order.kind == pull_kind::files ? order.api + order.path : order.target;
    url_pull one(desk, order, **target, url);
    return one.run(how);
}

} // namespace sluice::client
