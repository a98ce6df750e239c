#include "server/agents/ticket_book.hpp"

#include <random>

namespace sluice::server {
namespace {

proto::ticket_bytes new_ticket()
{
    std::random_device random; // the kernel's generator
    proto::ticket_bytes made{};
    for (std::size_t at = 0; at < made.size(); at += 4)
        store_be(made.data() + at, static_cast<std::uint32_t>(random()));
    return made;
}

} // namespace

std::shared_ptr<ticket_entry> ticket_book::enter(const std::shared_ptr<ticket_entry>& made)
{
    made->ticket = new_ticket();
    std::shared_ptr<ticket_entry> older;
    {
        const std::scoped_lock lock(mutex_);
        by_ticket_[made->ticket].entry = made;
        if (made->source.empty()) return older;
        older = std::exchange(by_source_[made->source], made);
    }
    if (!older) return older;
    asio::post(older->loop, [older] {
        const auto why = fail(errc::fenced, "put", "a later put of the same source began");
        if (older->stop) older->stop(why);
    });
    return older;
}

void ticket_book::leave(const std::shared_ptr<ticket_entry>& ended)
{
    std::vector<std::function<void()>> waiting;
    {
        const std::scoped_lock lock(mutex_);
        const auto at = by_ticket_.find(ended->ticket);
        if (at == by_ticket_.end()) return;
        waiting = std::move(at->second.waiting);
        by_ticket_.erase(at);
        const auto last = by_source_.find(ended->source);
        if (last != by_source_.end() && last->second == ended) by_source_.erase(last);
    }
    ended->stop = nullptr;
    ended->streams->close();
    for (const auto& tell : waiting)
        tell();
}

task<result<>> ticket_book::wait_for_end(std::shared_ptr<ticket_entry> of, deadline limit)
{
    struct bell {
        explicit bell(asio::any_io_executor loop) : rung(loop) {}
        notifier rung;
        bool over = false;
    };
    auto here = co_await asio::this_coro::executor;
    const auto heard = std::make_shared<bell>(here);
    std::function<void()> tell = [here, heard] {
        asio::post(here, [heard] {
            heard->over = true;
            heard->rung.notify_all();
        });
    };
    {
        const std::scoped_lock lock(mutex_);
        const auto at = by_ticket_.find(of->ticket);
        if (at == by_ticket_.end()) co_return ok;
        at->second.waiting.push_back(std::move(tell));
    }
    while (!heard->over && !limit.expired())
        co_await heard->rung.wait(limit);
    if (!heard->over) co_return fail(errc::timed_out, "put", "the put before does not end");
    co_return ok;
}

result<> ticket_book::attach(const proto::ticket_bytes& ticket,
                             std::unique_ptr<net::byte_stream> stream)
{
    std::shared_ptr<ticket_entry> wanted;
    {
        const std::scoped_lock lock(mutex_);
        const auto at = by_ticket_.find(ticket);
        if (at == by_ticket_.end()) return fail(errc::permission_denied, "attach");
        wanted = at->second.entry;
    }
    auto moved = stream->move_to(wanted->loop);
    if (!moved) return moved;
    const auto handed = std::make_shared<std::unique_ptr<net::byte_stream>>(std::move(stream));
    asio::post(wanted->loop, [wanted, handed] { wanted->streams->add(std::move(*handed)); });
    return ok;
}

std::size_t ticket_book::size() const
{
    const std::scoped_lock lock(mutex_);
    return by_ticket_.size();
}

} // namespace sluice::server
