#include "transfer/upload/upload_writer_core.hpp"

namespace sluice::transfer {
namespace {

constexpr std::uint64_t wish_bytes = 4U << 20U;
constexpr auto wish_time = std::chrono::milliseconds(100);
constexpr std::size_t cached_piece = 256U << 10U;

} // namespace

upload_writer::core::core(start given) : with(std::move(given)), changed(with.executor)
{
    at = written = wished = with.order.first;
    already = with.order.first < with.past && with.session->covers({with.order.first, with.past});
}

void upload_writer::core::begin_job()
{
    const auto bytes = byte_view(buffers[active]).first(fill);
    const auto from = at;
    at += fill;
    fill = 0;
    active = 1 - active;
    busy = true;
    last_flush = deadline::clock::now();
    auto home = asio::make_work_guard(with.executor);
    asio::post(with.pool, [self = shared_from_this(), bytes, from, home]() mutable {
        auto how = self->run(bytes, from);
        auto& executor = self->with.executor;
        const auto past = from + bytes.size();
        // The last owner must go on the loop: the place at the gate belongs to it.
        asio::post(executor, [self = std::move(self), how = std::move(how), past]() mutable {
            self->job_ended(std::move(how), past);
        });
    });
}

result<> upload_writer::core::run(byte_view bytes, std::uint64_t to)
{
    while (!bytes.empty()) {
        const auto piece = bytes.first(std::min(bytes.size(), cached_piece));
        const auto wrote = with.calls.write_at(with.file->get(), piece.data(), piece.size(),
                                               static_cast<off_t>(to));
        if (wrote < 0 && errno == EINTR) continue;
        if (wrote < 0) return storage::target_error("write upload", with.order.id);
        const auto done = static_cast<std::size_t>(wrote);
        if (hash) hash->update(bytes.first(done));
        bytes = bytes.subspan(done);
        to += done;
    }
    return ok;
}

void upload_writer::core::job_ended(result<> how, std::uint64_t past)
{
    busy = false;
    if (how)
        written = past;
    else if (failed)
        failed = std::move(how);
    const auto now = deadline::clock::now();
    const bool due = gone || written - wished >= wish_bytes || now - last_wish >= wish_time;
    if (due && !with.order.all_or_nothing) wish();
    changed.notify_all();
}

void upload_writer::core::wish()
{
    if (written == wished) return;
    std::vector<state::durable_range> ranges{{wished, written}};
    tickets.push_back(with.session->make_durable(with.executor, std::move(ranges)));
    wished = written;
    last_wish = deadline::clock::now();
    while (tickets.size() > 1 && tickets.front()->bell->rung() && tickets.front()->outcome)
        tickets.pop_front();
}

} // namespace sluice::transfer
