#include "transfer/peer/asker.hpp"

#include "base/glob.hpp"
#include "proto/status.hpp"

#include <algorithm>

namespace sluice::transfer {
namespace {

/// The order of a listing: component by component.
bool comes_after(std::string_view path, std::string_view other)
{
    const auto rank = [](char c) { return c == '/' ? 0 : static_cast<unsigned char>(c); };
    const auto less = [rank](char a, char b) { return rank(a) < rank(b); };
    return std::lexicographical_compare(other.begin(), other.end(), path.begin(), path.end(), less);
}

std::string_view without_slash(std::string_view path)
{
    if (path.ends_with('/')) path.remove_suffix(1);
    return path;
}

/// Whether an entry is what was asked for: the giver does not choose what the asker saves.
bool belongs(const proto::list_request& wanted, std::string_view path)
{
    const auto folder = without_slash(wanted.path);
    if (path == folder) return true; // a file, listed as its own only entry
    if (!folder.empty()) {
        if (!path.starts_with(folder) || path.substr(folder.size(), 1) != "/") return false;
        path.remove_prefix(folder.size() + 1);
    }
    return wanted.pattern.empty() || glob_match(wanted.pattern, path);
}

error unasked(std::string path)
{
    return fail(errc::malformed_message, "request", path + " was not asked for");
}

} // namespace

asker::asker(std::unique_ptr<net::frame_stream> stream, std::chrono::milliseconds limit)
    : stream_(std::move(stream)),
      limit_(limit)
{
}

template <class Reply>
task<result<Reply>> asker::ask(proto::message request, std::chrono::milliseconds limit)
{
    const auto until = deadline::after(limit);
    const auto id = ++last_id_;
    stream_->queue(request, id);
    const auto sent = co_await stream_->flush(until);
    if (!sent) {
        usable_ = false;
        co_return sent.error();
    }
    auto answer = co_await stream_->receive(until);
    if (!answer) {
        usable_ = false;
        co_return answer.error();
    }
    if (const auto* refused = std::get_if<proto::error_reply>(&answer->message)) {
        usable_ = answer->request_id == id;
        co_return proto::error_of(*refused);
    }
    auto* reply = std::get_if<Reply>(&answer->message);
    if (reply && answer->request_id == id) co_return std::move(*reply);
    usable_ = false;
    if (std::holds_alternative<proto::going_away>(answer->message))
        co_return fail(errc::going_away, "request");
    co_return fail(errc::malformed_message, "request", "not the reply to what was asked");
}

task<result<proto::entry>> asker::stat(std::string path)
{
    proto::stat_request wanted;
    wanted.path = path;
    auto info = co_await ask<proto::file_info>(std::move(wanted), limit_);
    if (!info) co_return info.error();
    usable_ = info->entry.path == without_slash(path);
    if (!usable_) co_return unasked(info->entry.path);
    co_return std::move(info->entry);
}

task<result<proto::listing>> asker::list(proto::list_request wanted)
{
    auto page = co_await ask<proto::listing>(wanted, limit_);
    if (!page) co_return page.error();
    for (auto& one : page->entries) {
        usable_ = belongs(wanted, one.path);
        if (!usable_) co_return unasked(std::move(one.path));
    }
    usable_ = page->next.empty() || comes_after(page->next, wanted.after);
    if (!usable_) co_return fail(errc::malformed_message, "request", "the listing does not go on");
    co_return std::move(*page);
}

task<result<proto::manifest>> asker::manifest(proto::manifest_request wanted)
{
    return ask<proto::manifest>(std::move(wanted), limit_ * 10);
}

task<result<std::chrono::nanoseconds>> asker::ping()
{
    const auto before = deadline::clock::now();
    proto::ping wanted;
    wanted.nonce = static_cast<std::uint64_t>(before.time_since_epoch().count());
    const auto back = co_await ask<proto::pong>(wanted, limit_);
    if (!back) co_return back.error();
    if (back->nonce != wanted.nonce) co_return fail(errc::malformed_message, "ping");
    co_return deadline::clock::now() - before;
}

} // namespace sluice::transfer
