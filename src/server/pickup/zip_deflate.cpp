#include "async/on_pool.hpp"
#include "base/rfc3339.hpp"
#include "server/pickup/zip_answer.hpp"
#include "storage/read_file.hpp"
#include "zip/deflate_writer.hpp"

#include <thread>

namespace sluice::server {
namespace {

constexpr std::size_t read_bytes = 256U << 10U;

/// Stop compressing here and send what there is.
constexpr std::size_t enough_bytes = 256U << 10U;

/// An archive on its way through the compressor; the pool has it while it works.
class deflation {
public:
    deflation(std::shared_ptr<zip_plan> plan, std::unique_ptr<zip::deflate_writer> into)
        : plan_(std::move(plan)),
          into_(std::move(into)),
          buffer_(read_bytes)
    {
    }

    /// Blocks. The next bytes; none at the end. Errors: source_changed, io_failed.
    result<std::string> next()
    {
        std::string made;
        // So much input at a time that others get their turn on the pool.
        for (int reads = 0; reads < 64 && made.size() < enough_bytes && !ended_; ++reads) {
            const auto went = go_on();
            if (!went) return went.error();
            made += into_->take();
        }
        return made;
    }

    bool ended() const { return ended_; }

private:
    result<> go_on()
    {
        if (file_) return read_on();
        const auto& members = plan_->layout().members();
        if (member_ == members.size()) {
            ended_ = true;
            return into_->finish();
        }
        const auto begun = into_->begin(members[member_]);
        if (!begun) return begun;
        if (members[member_].is_folder()) {
            ++member_;
            return ok;
        }
        auto opened = plan_->root().open_file(plan_->path(member_));
        if (!opened) return opened.error();
        file_ = std::move(*opened);
        at_ = 0;
        // What was changed just now may change again without showing.
        const std::chrono::nanoseconds wait(storage::unsettled_ns(file_->stamp, real_time_ns()));
        if (wait.count() > 0) std::this_thread::sleep_for(wait);
        return judge();
    }

    result<> read_on()
    {
        const auto got = storage::read_at(file_->file.get(), at_, buffer_);
        if (!got) return got.error();
        at_ += *got;
        const auto put = into_->write(byte_view(buffer_).first(*got));
        if (!put) return put;
        const auto same = judge();
        if (!same) return same;
        if (at_ < file_->stamp.size) return ok;
        file_.reset();
        ++member_;
        return ok;
    }

    /// The file is what was planned, and has not changed since.
    result<> judge() const
    {
        const auto now = storage::stamp_of_open(file_->file.get());
        const bool same = now && storage::version_of(*now) == plan_->version(member_);
        if (same) return ok;
        return fail(errc::source_changed, "zip", plan_->path(member_).text());
    }

    std::shared_ptr<zip_plan> plan_;
    std::unique_ptr<zip::deflate_writer> into_;
    byte_buffer buffer_;
    std::optional<storage::opened_file> file_;
    std::size_t member_ = 0;
    std::uint64_t at_ = 0;
    bool ended_ = false;
};

} // namespace

task<result<>> send_deflated(route_call& call, http::response head, std::shared_ptr<zip_plan> plan)
{
    auto into = zip::deflate_writer::make();
    if (!into) co_return into.error();
    head.fields.set("accept-ranges", "none");
    const auto begun = co_await call.exchange.send_head(std::move(head));
    if (!begun || call.exchange.request().method == "HEAD") co_return begun;
    const auto going = std::make_shared<deflation>(std::move(plan), std::move(*into));
    while (!going->ended()) {
        auto work = [going] { return going->next(); };
        const auto made = co_await on_pool(call.shared.pool, std::move(work));
        if (!made) {
            call.exchange.close_after();
            call.exchange.stream().close();
            co_return made.error();
        }
        if (made->empty()) continue;
        const auto sent = co_await call.exchange.write(as_bytes(*made));
        if (!sent) co_return sent;
    }
    const auto ended = co_await call.exchange.end_body();
    co_return ended;
}

} // namespace sluice::server
