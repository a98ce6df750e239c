#include "server/admin/talk.hpp"

#include "admin/http_actions.hpp"
#include "admin/local_socket.hpp"
#include "admin/prompt.hpp"
#include "server/admin/host_actions.hpp"
#include "server/state_folder.hpp"
#include "terminal/open_lines.hpp"

#include <iostream>

namespace sluice::server {

std::string open_admin_socket(server& serving, const server_settings& settings)
{
    // Whoever has the store has the folder's lock: no other server lives there.
    const auto folder = find_state_folder(settings);
    if (!serving.shared().state || !folder || !*folder) return {};
    auto path = **folder + "/" + std::string(admin::socket_name);
    const auto listening = serving.listen_locally(path);
    if (listening) return path;
    log_event what;
    what.level = log_level::warning;
    what.event = "admin socket";
    const auto code = code_name(listening.error().code());
    what.code = code;
    what.detail = listening.error().raw_text();
    serving.shared().log.write(what);
    return {};
}

task<void> talk(server& serving, std::string socket)
{
    const auto lines = terminal::open_lines(serving.executor(), {});
    if (socket.empty()) {
        host_actions actions(serving.shared());
        admin::prompt conversation(*lines, actions, std::cout);
        co_await conversation.run();
        co_return;
    }
    // A thread of its own: the answers need those of the server.
    asio::thread_pool asking(1);
    fetch::api_client server(asking, std::string(admin::socket_base), admin::access_by(socket));
    admin::http_actions actions(server);
    admin::prompt conversation(*lines, actions, std::cout);
    co_await conversation.run();
}

} // namespace sluice::server
