#include "support/cut_agent.hpp"

namespace sluice::test {

using namespace std::chrono_literals;

/// Passes everything on, and files only as far as they may go.
class cut_agent::stream final : public net::byte_stream {
public:
    stream(cut_agent& of, std::unique_ptr<net::byte_stream> inner)
        : of_(of),
          inner_(std::move(inner))
    {
        of_.open_.insert(this);
    }
    ~stream() override { of_.open_.erase(this); }

    result<std::size_t> read_now(std::span<std::byte> into) override
    {
        return inner_->read_now(into);
    }
    result<std::optional<std::byte>> peek_byte() override { return inner_->peek_byte(); }
    task<result<>> wait_readable(deadline limit) override { return inner_->wait_readable(limit); }
    task<result<>> write(byte_view bytes, deadline limit, net::follow_up next) override
    {
        return inner_->write(bytes, limit, next);
    }
    task<result<std::uint64_t>> send_file(int file, std::uint64_t offset, std::uint64_t length,
                                          deadline limit) override
    {
        const auto end = of_.cut_at_.load();
        const auto most = end > offset ? std::min(length, end - offset) : 0;
        if (most > 0) {
            of_.lowest_ = std::min(of_.lowest_.load(), offset);
            const auto sent = co_await inner_->send_file(file, offset, most, limit);
            if (sent) of_.sent_ += *sent;
            if (!sent || most == length) co_return sent;
        }
        of_.cut();
        co_return fail(errc::peer_closed, "send", "cut");
    }
    void interrupt() noexcept override { inner_->interrupt(); }
    void end_sending() noexcept override { inner_->end_sending(); }
    void close() noexcept override { inner_->close(); }
    const std::string& peer() const noexcept override { return inner_->peer(); }

private:
    cut_agent& of_;
    std::unique_ptr<net::byte_stream> inner_;
};

cut_agent::cut_agent(std::uint16_t port, const std::string& folder)
    : files_(std::move(*transfer::exports::open({{"data", folder}}))),
      server_({"127.0.0.1", port}, "test", 10s),
      running_(loop_.get_executor(), [](std::exception_ptr bug) { std::rethrow_exception(bug); })
{
    server_.speak_through([this](std::unique_ptr<net::byte_stream> inner, deadline) {
        return wrap(std::move(inner));
    });
    transfer::agent_options options;
    options.id = "agent-0";
    options.name = "test";
    options.first_backoff = 1ms;
    options.longest_backoff = 4ms;
    const transfer::agent_environment environment{server_, pool_, *files_, observer_};
    agent_ =
        std::make_unique<transfer::agent>(loop_.get_executor(), environment, std::move(options));
    running_.spawn(run_agent());
    thread_ = std::thread([this] { loop_.run(); });
}

cut_agent::~cut_agent()
{
    asio::post(loop_, [this] { agent_->interrupt(); });
    thread_.join();
    pool_.join();
}

task<cut_agent::wrapped> cut_agent::wrap(std::unique_ptr<net::byte_stream> inner)
{
    std::unique_ptr<net::byte_stream> made = std::make_unique<stream>(*this, std::move(inner));
    co_return made;
}

task<void> cut_agent::run_agent()
{
    const auto ended = co_await agent_->run();
    if (!ended) throw std::runtime_error(ended.error().text());
}

void cut_agent::cut_at(std::uint64_t offset)
{
    lowest_ = never;
    sent_ = 0;
    cut_at_ = offset;
}

void cut_agent::cut()
{
    for (auto* one : open_)
        one->close();
}

} // namespace sluice::test
