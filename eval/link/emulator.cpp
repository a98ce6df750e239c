#include "eval/link/emulator.hpp"

#include "eval/link/one_way.hpp"

#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <csignal>
#include <ctime>
#include <mutex>
#include <span>
#include <thread>

namespace sluice::eval {
namespace {

using clock_type = std::chrono::steady_clock; // CLOCK_MONOTONIC, as the timer
using time_point = clock_type::time_point;

constexpr std::size_t largest_frame = 65536 + 64; // the largest MTU and its header
constexpr int frames_per_turn = 64;               // then the other direction and the timer
constexpr std::uint32_t stop_mark = 1;            // in epoll_event; everything else only wakes

itimerspec at(time_point when)
{
    const auto since = std::chrono::nanoseconds(when.time_since_epoch()).count();
    itimerspec made{};
    made.it_value = {since / 1'000'000'000, since % 1'000'000'000};
    return made;
}

// A link waits for no program: beside busy ones a thread like theirs delivers milliseconds late.
// Without the right to real time (sched(7)) it does what it can.
void go_first()
{
    const sched_param lowest{1};
    if (::pthread_setschedparam(::pthread_self(), SCHED_FIFO, &lowest) == 0) return;
    [[maybe_unused]] const int niceness = ::nice(-40); // of this thread alone, on Linux
}

} // namespace

class emulator::engine {
public:
    engine(const link_spec& what, unique_fd end_a, unique_fd end_b)
        : ends_{std::move(end_a), std::move(end_b)},
          ways_{one_way(what, 0, ends_[1].get()), one_way(what, 1, ends_[0].get())}
    {
    }
    ~engine();

    result<> open();
    void launch();
    link_counters counters() const;
    double cpu_seconds();

private:
    bool watch(int fd, std::uint32_t mark) const;
    void run();
    bool wait();
    bool take(int from, one_way& way);
    void publish();

    std::array<unique_fd, 2> ends_;
    std::array<one_way, 2> ways_;
    unique_fd events_, timer_, stop_;
    std::array<std::byte, largest_frame> buffer_{};
    mutable std::mutex mutex_;
    link_counters published_;
    std::thread thread_;
};

bool emulator::engine::watch(int fd, std::uint32_t mark) const
{
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u32 = mark;
    return ::epoll_ctl(events_.get(), EPOLL_CTL_ADD, fd, &event) == 0;
}

result<> emulator::engine::open()
{
    events_.reset(::epoll_create1(EPOLL_CLOEXEC));
    timer_.reset(::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC));
    stop_.reset(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
    if (!events_ || !timer_ || !stop_) return fail_errno("link", "start the emulator");
    const bool watched = watch(stop_.get(), stop_mark) && watch(timer_.get(), 0) &&
                         watch(ends_[0].get(), 0) && watch(ends_[1].get(), 0);
    if (!watched) return fail_errno("link", "watch the TAP devices");
    return ok;
}

// Signals are for the threads of the program that it lives in.
void emulator::engine::launch()
{
    sigset_t all, before;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before);
    thread_ = std::thread([this] { run(); });
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

emulator::engine::~engine()
{
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto told = ::write(stop_.get(), &one, sizeof one);
    if (thread_.joinable()) thread_.join();
}

void emulator::engine::run()
{
    ::pthread_setname_np(::pthread_self(), "link");
    go_first();
    bool is_open = true;
    while (is_open && wait()) {
        for (std::size_t i = 0; i < ways_.size(); ++i) {
            is_open = take(ends_[i].get(), ways_[i]) && is_open;
            ways_[i].deliver_due(clock_type::now());
        }
        publish();
    }
}

/// Until there may be something to do; false when it is time to stop.
bool emulator::engine::wait()
{
    auto next = time_point::max();
    for (const auto& way : ways_)
        next = std::min(next, way.next().value_or(time_point::max()));
    const itimerspec when = next == time_point::max() ? itimerspec{} : at(next);
    ::timerfd_settime(timer_.get(), TFD_TIMER_ABSTIME, &when, nullptr);
    std::array<epoll_event, 4> events{};
    const int count = ::epoll_wait(events_.get(), events.data(), events.size(), -1);
    for (int i = 0; i < count; ++i)
        if (events.at(static_cast<std::size_t>(i)).data.u32 == stop_mark) return false;
    return true;
}

/// False when the device is gone, which nothing but the end of its namespace explains.
bool emulator::engine::take(int from, one_way& way)
{
    for (int i = 0; i < frames_per_turn; ++i) {
        const auto got = ::read(from, buffer_.data(), buffer_.size());
        if (got < 0) return errno == EAGAIN || errno == EINTR;
        way.feed(std::span(buffer_).first(static_cast<std::size_t>(got)), clock_type::now());
    }
    return true;
}

void emulator::engine::publish()
{
    const std::scoped_lock lock(mutex_);
    published_ = {ways_[0].counters(), ways_[1].counters()};
}

link_counters emulator::engine::counters() const
{
    const std::scoped_lock lock(mutex_);
    return published_;
}

double emulator::engine::cpu_seconds()
{
    clockid_t clock{};
    timespec used{};
    if (::pthread_getcpuclockid(thread_.native_handle(), &clock) != 0) return 0;
    ::clock_gettime(clock, &used);
    return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) / 1e9;
}

emulator::emulator(std::unique_ptr<engine> made) : engine_(std::move(made)) {}

emulator::~emulator() = default;

result<std::unique_ptr<emulator>> emulator::start(const link_spec& what, unique_fd end_a,
                                                  unique_fd end_b)
{
    auto made = std::make_unique<engine>(what, std::move(end_a), std::move(end_b));
    const auto opened = made->open();
    if (!opened) return opened.error();
    made->launch();
    return std::unique_ptr<emulator>(new emulator(std::move(made)));
}

link_counters emulator::counters() const
{
    return engine_->counters();
}

double emulator::cpu_seconds() const
{
    return engine_->cpu_seconds();
}

} // namespace sluice::eval
