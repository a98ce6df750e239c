#include "server/streams/demo_source.hpp"

#include "async/on_pool.hpp"
#include "async/sleep.hpp"

namespace sluice::server {
namespace {

/// So long it is quiet after something went wrong.
constexpr auto pause = std::chrono::seconds(5);

} // namespace

void demo_source::switch_all(bool on)
{
    auto before = switches_.load();
    while (!switches_.compare_exchange_weak(before, (before / 2 + 1) * 2 + (on ? 1 : 0))) {
    }
    const std::scoped_lock lock(mutex_);
    if (bell_) bell_->ring();
}

demo_source::wish::wish(demo_source& of) : of_(of)
{
    ++of_.wishes_;
    const std::scoped_lock lock(of_.mutex_);
    if (of_.bell_) of_.bell_->ring();
}

demo_source::wish::~wish()
{
    --of_.wishes_;
}

task<result<std::shared_ptr<topic>>> demo_source::need_topic()
{
    auto there = topics_.find(std::string(topic_name));
    if (there && stream::same_layout(there->layout(), stream::demo_schema())) co_return there;
    auto work = [this]() -> result<std::shared_ptr<topic>> {
        stream::topic_facts facts;
        facts.layout = stream::demo_schema();
        facts.keep = topics_.rules().keep;
        auto made = topics_.make(std::string(topic_name), std::move(facts));
        if (!made) return made.error();
        return std::move(made->of);
    };
    auto made = co_await on_pool(pool_, std::move(work));
    co_return made;
}

void demo_source::complain(const error& why)
{
    log_event what;
    what.level = log_level::warning;
    what.event = "demo";
    const auto code = code_name(why.code());
    what.code = code;
    what.detail = why.raw_text();
    log_.write(what);
}

/// While it is wanted; what is missed is not made up for.
task<void> demo_source::play()
{
    const auto made = co_await need_topic();
    if (!made) {
        complain(made.error());
        co_await sleep_for(pause);
        co_return;
    }
    stream::demo_signal signal(std::random_device{}());
    auto due = deadline::clock::now();
    while (wanted()) {
        const auto bytes = signal.payload((*made)->next());
        const auto done = co_await (*made)->publish(bytes);
        if (!done) {
            if (done.error() != errc::not_found) co_await sleep_for(pause);
            co_return;
        }
        due = std::max(due + stream::demo_interval, deadline::clock::now());
        const bool slept = co_await sleep_until(deadline::at_point(due));
        if (!slept) co_return;
    }
}

/// The bell hangs while somebody runs; it belongs to that loop and must not outlive it.
class demo_source::hanging_bell {
public:
    hanging_bell(demo_source& of, asio::any_io_executor loop)
        : of_(of),
          bell_(std::make_shared<topic_bell>(std::move(loop)))
    {
        const std::scoped_lock lock(of_.mutex_);
        of_.bell_ = bell_;
    }
    hanging_bell(const hanging_bell&) = delete;
    hanging_bell& operator=(const hanging_bell&) = delete;
    ~hanging_bell()
    {
        const std::scoped_lock lock(of_.mutex_);
        of_.bell_.reset();
    }

    task<bool> wait() { return bell_->wait(deadline::never()); }

private:
    demo_source& of_;
    std::shared_ptr<topic_bell> bell_;
};

task<void> demo_source::run()
{
    auto here = co_await asio::this_coro::executor;
    hanging_bell bell(*this, here);
    // Ends by being cancelled, as all that the program itself runs.
    while (true) {
        if (wanted()) co_await play();
        if (!wanted()) co_await bell.wait();
        const auto state = co_await asio::this_coro::cancellation_state;
        if (state.cancelled() != asio::cancellation_type::none) co_return;
    }
}

} // namespace sluice::server
