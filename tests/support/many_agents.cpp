#include "support/many_agents.hpp"

namespace sluice::test {

using namespace std::chrono_literals;

many_agents::many_agents(std::uint16_t port, const std::string& folder, std::size_t count)
    : files_(std::move(*transfer::exports::open({{"data", folder}}))),
      server_({"127.0.0.1", port}, "test", 10s),
      running_(loop_.get_executor(), [](std::exception_ptr bug) { std::rethrow_exception(bug); })
{
    const transfer::agent_environment environment{server_, pool_, *files_, observer_};
    for (std::size_t i = 0; i < count; ++i) {
        transfer::agent_options options;
        options.id = "agent-" + std::to_string(i);
        options.name = "test";
        agents_.push_back(std::make_unique<transfer::agent>(loop_.get_executor(), environment,
                                                            std::move(options)));
        running_.spawn(run_one(*agents_.back()));
    }
    thread_ = std::thread([this] { loop_.run(); });
}

task<void> many_agents::run_one(transfer::agent& one)
{
    const auto ended = co_await one.run();
    if (!ended) throw std::runtime_error(ended.error().text());
}

many_agents::~many_agents()
{
    asio::post(loop_, [this] {
        for (const auto& one : agents_)
            one->interrupt();
    });
    thread_.join();
    pool_.join();
}

} // namespace sluice::test
