#include "async/on_pool.hpp"
#include "transfer/upload/upload_desk.hpp"

namespace sluice::transfer {

/// Once in, everything that whoever was fenced had written is durable.
task<result<upload_desk::entry>> upload_desk::enter(session_ptr session,
                                                    std::optional<std::uint64_t> range,
                                                    std::function<void()> interrupt, deadline limit)
{
    const auto gate = session->gate(range);
    auto pass = co_await gate->enter(std::move(interrupt), limit);
    if (!pass) co_return pass.error();
    if (pass->took_over()) {
        auto here = co_await asio::this_coro::executor;
        std::vector<state::durable_range> nothing;
        auto barrier = session->make_durable(here, std::move(nothing));
        const auto settled = co_await answered(std::move(barrier), limit);
        if (!settled) co_return settled.error();
    }
    entry made{gate, std::move(*pass)};
    co_return std::move(made);
}

task<result<std::unique_ptr<upload_writer>>>
upload_desk::write(write_order order, std::function<void()> interrupt, deadline limit)
{
    const auto session = find(order.id);
    if (!session) co_return fail(errc::not_found, "upload", order.id);
    const auto open = session->writable();
    if (!open) co_return open.error();
    const auto range = order.alone ? std::nullopt : std::optional<std::uint64_t>(order.first);
    auto place = co_await enter(session, range, std::move(interrupt), limit);
    if (!place) co_return place.error();
    const bool anew = order.alone && place->pass.took_over();
    auto prepare = [session, anew]() -> result<std::shared_ptr<unique_fd>> {
        const auto held = session->hold(anew);
        if (!held) return held.error();
        return session->file();
    };
    auto file = co_await on_pool(shared_.pool, std::move(prepare));
    if (!file) co_return file.error();
    if (place->pass.fenced()) co_return fail(errc::fenced, "upload", order.id);
    if (order.alone) order.first = session->prefix();
    if (order.first > session->size() || order.length > session->size() - order.first)
        co_return fail(errc::too_large, "upload", "beyond the end of the file");
    auto here = co_await asio::this_coro::executor;
    const auto past = order.first + order.length;
    auto& entered = *place;
    upload_writer::start with{session,
                              std::move(order),
                              past,
                              std::move(entered.gate),
                              std::move(entered.pass),
                              std::move(*file),
                              shared_.pool,
                              shared_.calls,
                              here};
    auto made = std::make_unique<upload_writer>(std::move(with));
    co_return std::move(made);
}

task<result<upload_view>> upload_desk::settle(std::string id, deadline limit)
{
    const auto session = find(id);
    if (!session) {
        auto seen = co_await status(std::move(id));
        co_return seen;
    }
    std::function<void()> nothing;
    const auto place = co_await enter(session, std::nullopt, std::move(nothing), limit);
    if (!place) co_return place.error();
    co_return session->view();
}

} // namespace sluice::transfer
