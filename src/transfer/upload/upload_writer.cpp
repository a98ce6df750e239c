#include "transfer/upload/upload_writer.hpp"

#include "transfer/upload/upload_writer_core.hpp"

#include <algorithm>

namespace sluice::transfer {
namespace {

constexpr std::size_t buffer_bytes = 512U << 10U;
constexpr auto flush_time = std::chrono::milliseconds(100);

} // namespace

upload_writer::upload_writer(start with) : core_(std::make_shared<core>(std::move(with))) {}

upload_writer::~upload_writer()
{
    core_->gone = true;
    if (!core_->busy && !core_->with.order.all_or_nothing) core_->wish();
}

void upload_writer::hash_with(storage::checksum_kind kind)
{
    core_->hash.emplace(kind);
}

bool upload_writer::already_there() const
{
    return core_->already;
}

bool upload_writer::fenced() const
{
    return core_->with.pass.fenced();
}

std::uint64_t upload_writer::first() const
{
    return core_->with.order.first;
}

std::span<std::byte> upload_writer::room()
{
    auto& buffer = core_->buffers[core_->active];
    const auto left = core_->with.past - core_->at;
    // One byte more than may come, so that too many are noticed.
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(buffer_bytes, left + 1));
    if (buffer.size() < wanted) buffer.resize(wanted);
    return std::span(buffer).subspan(core_->fill);
}

task<result<>> upload_writer::filled(std::size_t count, deadline limit)
{
    auto& c = *core_;
    c.fill += count;
    if (fenced()) co_return fail(errc::fenced, "upload");
    if (c.at + c.fill > c.with.past)
        co_return fail(errc::too_large, "upload", "more bytes than announced");
    const auto open = c.with.session->writable();
    if (!open && !c.already) co_return open.error();
    if (c.already) {
        c.at += c.fill;
        c.written = c.wished = c.at;
        c.fill = 0;
        co_return ok;
    }
    const bool full = c.fill >= std::min(buffer_bytes, c.buffers[c.active].size());
    const bool late = deadline::clock::now() - c.last_flush >= flush_time;
    if (!full && !late) co_return ok;
    auto wrote = co_await write_out(limit);
    co_return wrote;
}

task<result<>> upload_writer::write_out(deadline limit)
{
    auto before = co_await idle(limit);
    if (!before) co_return before.error();
    if (core_->fill > 0) core_->begin_job();
    co_return ok;
}

task<result<>> upload_writer::idle(deadline limit)
{
    const auto c = core_;
    while (c->busy) {
        const bool rung = co_await c->changed.wait(limit);
        if (!rung && limit.expired()) co_return fail(errc::timed_out, "write upload");
    }
    co_return c->failed;
}

result<> upload_writer::right(byte_view expected)
{
    auto& c = *core_;
    if (c.with.order.all_or_nothing && c.written != c.with.past)
        return fail(errc::unfinished, "upload", "fewer bytes than announced");
    if (expected.empty() || c.already) return ok;
    const auto found = c.hash ? c.hash->finish() : byte_buffer();
    if (!std::equal(found.begin(), found.end(), expected.begin(), expected.end()))
        return fail(errc::checksum_mismatch, "upload");
    return ok;
}

task<result<std::uint64_t>> upload_writer::finish(byte_view expected, deadline limit)
{
    const auto c = core_;
    auto wrote = co_await write_out(limit);
    if (!wrote) co_return wrote.error();
    auto ended = co_await idle(limit);
    if (!ended) co_return ended.error();
    const auto good = right(expected);
    if (!good) co_return good.error();
    c->wish();
    while (!c->tickets.empty()) {
        const auto ticket = c->tickets.front();
        const auto durable = co_await answered(ticket, limit);
        if (!durable) co_return durable.error();
        c->tickets.pop_front();
    }
    if (fenced()) co_return fail(errc::fenced, "upload");
    co_return c->written;
}

} // namespace sluice::transfer
