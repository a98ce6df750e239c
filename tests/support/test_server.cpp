#include "support/test_server.hpp"

#include <csignal>
#include <fstream>
#include <thread>

namespace sluice::test {
namespace {

using namespace std::chrono_literals;

} // namespace

std::string server_program()
{
    return SLUICE_SERVER_PROGRAM;
}

std::string client_program()
{
    return SLUICE_CLIENT_PROGRAM;
}

test_server::test_server(server_options how) : how_(std::move(how)), port_(how_.port)
{
    if (how_.folder.empty()) how_.folder = files_.path();
    start();
}

test_server::test_server(std::vector<std::string> arguments)
    : test_server(server_options{std::move(arguments), {}, 0, 0})
{
}

test_server::~test_server()
{
    if (!running_ || running_->has_ended()) return;
    running_->signal(SIGTERM);
    try {
        running_->wait(deadline::after(10s));
    } catch (const std::exception&) {
        running_->signal(SIGKILL);
    }
}

void test_server::start()
{
    program_options how;
    how.arguments = {"-d",       how_.folder,
                     "-a",       "127.0.0.1",
                     "-p",       std::to_string(port_),
                     "-l",       workplace_.at("server.log"),
                     "-v",       "debug",
                     "--no-repl"};
    how.arguments.insert(how.arguments.end(), how_.arguments.begin(), how_.arguments.end());
    how.folder = workplace_.path();
    how.descriptors = how_.descriptors;
    running_.emplace(server_program(), std::move(how));
    const auto line = running_->read_line(deadline::after(20s));
    const std::string_view start = "listening on 127.0.0.1:";
    if (!line.starts_with(start)) throw std::runtime_error("sluice-server said: " + line);
    port_ = static_cast<std::uint16_t>(std::stoul(line.substr(start.size())));
}

std::string test_server::log() const
{
    return workplace_.read("server.log");
}

void test_server::wait_for_log(std::string_view text, deadline limit) const
{
    while (log().find(text) == std::string::npos) {
        if (limit.expired())
            throw std::runtime_error("not in the log: " + std::string(text) + "\n" + log());
        std::this_thread::sleep_for(2ms);
    }
}

finished_program test_server::stop()
{
    running_->signal(SIGTERM);
    return running_->wait(deadline::after(20s));
}

void test_server::kill()
{
    running_->signal(SIGKILL);
    running_->wait(deadline::after(20s));
}

void test_server::start_again()
{
    running_.reset();
    start();
}

} // namespace sluice::test
