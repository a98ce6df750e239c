#pragma once

#include "base/event_log.hpp"
#include "server/streams/topic_book.hpp"
#include "stream/demo_signal.hpp"

namespace sluice::server {

/// The demo signal: a topic named `demo` to which it publishes every 50 ms while somebody wants it.
/// Safe from any thread.
class demo_source {
public:
    /// The book, the pool and the log must outlive it.
    demo_source(topic_book& topics, asio::thread_pool& pool, event_log& log)
        : topics_(topics),
          pool_(pool),
          log_(log)
    {
    }

    static constexpr std::string_view topic_name = "demo";

    /// What all start with who do not say what they want; the last word counts, of everybody as of
    /// one.
    void switch_all(bool on);
    bool switched_on() const { return (switches_.load() & 1U) != 0; }

    /// Changes with every switch_all.
    std::uint64_t switches() const { return switches_.load(); }

    /// The topic, made when it is needed. Errors: those of topic_book::make.
    task<result<std::shared_ptr<topic>>> need_topic();

    /// One who wants it, while this lives.
    class wish {
    public:
        explicit wish(demo_source& of);
        wish(const wish&) = delete;
        wish& operator=(const wish&) = delete;
        ~wish();

    private:
        demo_source& of_;
    };

    /// True while it runs or is about to.
    bool wanted() const { return switched_on() || wishes_ > 0; }

    /// Makes the signal while it is wanted, on the loop of the caller, until it is cancelled.
    task<void> run();

private:
    class hanging_bell;

    task<void> play();
    void complain(const error& why);

    topic_book& topics_;
    asio::thread_pool& pool_;
    event_log& log_;
    std::atomic<std::uint64_t> switches_ = 0; // the lowest bit: on
    std::atomic<int> wishes_ = 0;
    std::mutex mutex_;                 // of the bell
    std::shared_ptr<topic_bell> bell_; // of who runs; null until it does
};

} // namespace sluice::server
