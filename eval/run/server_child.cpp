#include "eval/run/server_child.hpp"

#include "base/parse.hpp"

#include <fmt/format.h>

#include <csignal>

namespace sluice::eval {
namespace {

/// The port behind the last colon of "listening on 127.0.0.1:40417".
result<std::uint16_t> port_in(const std::string& line)
{
    const auto colon = line.rfind(':');
    const bool right = line.starts_with("listening on ") && colon != std::string::npos;
    const auto port = parse_integer(right ? line.substr(colon + 1) : "", 1, 65535);
    if (!port) return fail(errc::unreachable, "start server", "it said '" + line + "'");
    return static_cast<std::uint16_t>(*port);
}

std::string where_it_complained(const server_start& how)
{
    return fmt::format("see {} and {}", how.complaints.string(), how.log.string());
}

} // namespace

task<result<running_server>> start_server(server_start how, deadline limit)
{
    auto here = co_await asio::this_coro::executor;
    child_options options;
    options.command = how.prefix;
    for (const auto& word :
         {how.program.string(), std::string("-d"), how.folder.string(), std::string("-a"),
          how.address, std::string("-p"), std::string("0"), std::string("--no-repl"),
          std::string("-l"), how.log.string(), std::string("-v"), std::to_string(how.verbosity),
          std::string("--state"), std::string("none")})
        options.command.push_back(word);
    options.listen = true;
    options.errors = how.complaints;
    auto started = child::start(here, std::move(options));
    if (!started) co_return started.error();
    running_server made;
    made.program = std::move(*started);
    const auto line = co_await made.program->read_line(limit);
    if (!line && line.error() == errc::peer_closed) {
        const auto end = co_await made.program->wait(limit);
        const auto status = end ? end->status : 0;
        co_return fail(errc::unreachable, "start server",
                       fmt::format("{} ended with {}; {}", how.program.string(), status,
                                   where_it_complained(how)));
    }
    if (!line)
        co_return fail(errc::unreachable, "start server",
                       "it does not listen in time; " + where_it_complained(how));
    const auto port = port_in(*line);
    if (!port) co_return port.error();
    made.port = *port;
    co_return made;
}

task<result<child_end>> stop_server(running_server& server, deadline limit)
{
    server.program->signal(SIGTERM);
    auto end = co_await server.program->wait(limit);
    if (end) co_return *end;
    server.program->signal(SIGKILL);
    auto killed = co_await server.program->wait(deadline::after(std::chrono::seconds(5)));
    co_return killed ? fail(errc::timed_out, "stop server", "killed") : killed.error();
}

} // namespace sluice::eval
