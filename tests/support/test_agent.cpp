#include "support/test_agent.hpp"

#include <csignal>

namespace sluice::test {

using namespace std::chrono_literals;

test_agent::test_agent(std::uint16_t port, std::string id, std::vector<std::string> arguments)
    : port_(port),
      id_(std::move(id)),
      arguments_(std::move(arguments))
{
    start();
}

void test_agent::start()
{
    program_options how;
    how.folder = workplace_.path();
    how.arguments = {"-a",       "127.0.0.1",
                     "-p",       std::to_string(port_),
                     "-l",       workplace_.at("agent.log"),
                     "--id",     id_,
                     "--export", "data=" + files_.path() + ":ro"};
    how.arguments.insert(how.arguments.end(), arguments_.begin(), arguments_.end());
    how.arguments.emplace_back("agent");
    running_.emplace(client_program(), std::move(how));
}

void test_agent::kill()
{
    running_->signal(SIGKILL);
    running_->wait(deadline::after(20s));
}

void test_agent::start_again()
{
    running_.reset();
    start();
}

} // namespace sluice::test
