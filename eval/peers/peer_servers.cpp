#include "eval/peers/peer_servers.hpp"

#include "eval/peers/tree_figures.hpp"
#include "eval/run/server_child.hpp"
#include "net/dial.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <fstream>

namespace sluice::eval {
namespace {

using words = std::vector<std::string>;
constexpr auto start_limit = std::chrono::seconds(15);
constexpr const char* sshd_run_folder = "/run/sshd"; // sshd(8) insists on it when root starts it

/// A port that was free a moment ago; these servers cannot tell which one they took.
std::uint16_t free_port(asio::any_io_executor here)
{
    const asio::ip::tcp::endpoint any(asio::ip::address_v4::loopback(), 0);
    const asio::ip::tcp::acceptor taken(here, any);
    return taken.local_endpoint().port();
}

result<void> write_text(const std::filesystem::path& path, const std::string& text)
{
    std::ofstream out(path, std::ios::trunc);
    out << text << std::flush;
    if (!out) return fail(errc::not_writable, "configure server", path.string());
    return ok;
}

/// Dials until somebody answers.
task<result<>> wait_for_port(child& server, net::endpoint_name where, deadline limit)
{
    while (true) {
        const auto reached = co_await net::dial(where, limit);
        if (reached) co_return ok;
        if (limit.expired()) co_return reached.error();
        const auto ended = co_await server.wait(deadline::after(std::chrono::milliseconds(30)));
        if (ended)
            co_return fail(errc::unreachable, "start server",
                           fmt::format("it ended with {}", ended->status));
    }
}

} // namespace

std::pair<std::string, std::string> program_of(peer_server which)
{
    switch (which) {
    case peer_server::nginx: return {"nginx", "nginx-light"};
    case peer_server::rsync: return {"rsync", "rsync"};
    case peer_server::ssh: return {"sshd", "openssh-server"};
    case peer_server::sluice: break;
    }
    return {"sluice-server", ""};
}

peer_servers::~peer_servers()
{
    for (const auto& [which, server] : running_)
        end_tree(server->pid());
    if (made_run_folder_) ::rmdir(sshd_run_folder);
}

result<words> peer_servers::write_nginx(const peer_ground& ground, std::uint16_t port)
{
    std::string temporary;
    for (const auto* name : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"})
        temporary += fmt::format("  {}_temp_path {}/{};\n", name, state_.string(), name);
    const auto path = state_ / "nginx.conf";
    const auto written = write_text(
        path, fmt::format("{}daemon off;\nworker_processes auto;\npid {}/nginx.pid;\n"
                          "error_log {}/nginx.log;\nevents {{ worker_connections 1024; }}\n"
                          "http {{\n  access_log off;\n  sendfile on;\n  tcp_nopush on;\n{}"
                          "  server {{\n    listen {}:{};\n    root {};\n"
                          "    autoindex on;\n    keepalive_requests 100000;\n  }}\n}}\n",
                          ::geteuid() == 0 ? "user root;\n" : "", state_.string(), state_.string(),
                          temporary, ground.host(), port, ground.served.string()));
    if (!written) return written.error();
    return words{ground.programs.at("nginx"), "-c", path.string(), "-e",
                 (state_ / "nginx.log").string()};
}

result<words> peer_servers::write_rsync(const peer_ground& ground, std::uint16_t port)
{
    const auto path = state_ / "rsyncd.conf";
    const auto written =
        write_text(path, fmt::format("use chroot = no\nport = {}\naddress = {}\nlisten "
                                     "backlog = 128\n[served]\npath = {}\n"
                                     "read only = yes\n{}",
                                     port, ground.address, ground.served.string(),
                                     ::geteuid() == 0 ? "uid = root\ngid = root\n" : ""));
    if (!written) return written.error();
    return words{ground.programs.at("rsync"), "--daemon", "--no-detach",
                 "--config=" + path.string()};
}

result<words> peer_servers::write_ssh(const peer_ground& ground, std::uint16_t port)
{
    const auto path = state_ / "sshd.conf";
    const auto text = fmt::format(
        "Port {}\nListenAddress {}\nHostKey {}\nAuthorizedKeysFile {}\nPidFile none\n"
        "StrictModes no\nUsePAM no\nPasswordAuthentication no\nKbdInteractiveAuthentication no\n"
        "PermitRootLogin prohibit-password\nMaxStartups 100\nSubsystem sftp internal-sftp\n"
        "LogLevel ERROR\n",
        port, ground.address, (state_ / "ssh_host").string(), (state_ / "ssh_user.pub").string());
    const auto written = write_text(path, text);
    if (!written) return written.error();
    if (::geteuid() == 0) made_run_folder_ = ::mkdir(sshd_run_folder, 0755) == 0;
    const auto program = find_in_path("sshd"); // it starts itself again: by its whole path only
    return words{program.value_or("sshd"), "-D", "-e", "-f", path.string()};
}

task<result<>> peer_servers::make_keys(asio::any_io_executor here)
{
    for (const auto* name : {"ssh_host", "ssh_user"}) {
        child_options how;
        how.command = {"ssh-keygen", "-q", "-t", "ed25519",
                       "-N",         "",   "-f", (state_ / name).string()};
        auto started = child::start(here, std::move(how));
        if (!started) co_return started.error();
        const auto ended = co_await (*started)->wait(deadline::after(start_limit));
        if (!ended) co_return ended.error();
    }
    co_return ok;
}

task<result<>> peer_servers::start_listener(peer_server which, peer_ground& ground)
{
    auto here = co_await asio::this_coro::executor;
    const auto [name, package] = program_of(which);
    const auto found = find_in_path(name);
    if (!found) co_return fail(errc::not_found, "start server", name + " (" + package + ")");
    ground.programs[name] = *found;
    const auto port = free_port(here);
    if (which == peer_server::ssh) {
        const auto made = co_await make_keys(here);
        if (!made) co_return made.error();
    }
    auto command = which == peer_server::nginx   ? write_nginx(ground, port)
                   : which == peer_server::rsync ? write_rsync(ground, port)
                                                 : write_ssh(ground, port);
    if (!command) co_return command.error();
    child_options how;
    how.command = std::move(*command);
    how.errors = (state_ / "complaints.log").string();
    auto started = child::start(here, std::move(how));
    if (!started) co_return started.error();
    auto& server = *(running_[which] = std::move(*started));
    ground.ports[which] = port;
    const net::endpoint_name where{ground.address, port};
    const auto listens = co_await wait_for_port(server, where, deadline::after(start_limit));
    if (!listens)
        co_return fail(errc::unreachable, "start server",
                       fmt::format("{}: {}; see {}", name, listens.error().text(),
                                   (state_ / "complaints.log").string()));
    co_return ok;
}

task<result<>> peer_servers::start_ours(peer_ground& ground, const std::filesystem::path& program)
{
    server_start how;
    how.program = program;
    how.folder = ground.served;
    how.log = "none";
    how.complaints = state_ / "complaints.log";
    how.address = ground.address;
    // All that is measured comes from one address, thousands of idle connections too.
    how.more = {"--address-connections", "0", "--login-connections", "0"};
    auto made = co_await start_server(std::move(how), deadline::after(start_limit));
    if (!made) co_return made.error();
    ground.ports[peer_server::sluice] = made->port;
    running_[peer_server::sluice] = std::move(made->program);
    co_return ok;
}

task<result<>> peer_servers::start(peer_server which, peer_ground& ground,
                                   const std::filesystem::path& our_program)
{
    if (running_.contains(which)) co_return ok;
    if (which == peer_server::sluice) {
        auto started = co_await start_ours(ground, our_program);
        co_return started;
    }
    auto started = co_await start_listener(which, ground);
    co_return started;
}

task<void> peer_servers::stop()
{
    for (auto& [which, server] : running_)
        server->signal(SIGTERM);
    for (auto& [which, server] : running_) {
        const auto ended = co_await server->wait(deadline::after(std::chrono::seconds(10)));
        if (ended) continue;
        end_tree(server->pid());
        static_cast<void>(co_await server->wait(deadline::never()));
    }
    running_.clear();
}

} // namespace sluice::eval
