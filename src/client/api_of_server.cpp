#include "client/api_of_server.hpp"

namespace sluice::client {

std::string api_base(const client_settings& wanted)
{
    const bool v6 = wanted.address.find(':') != std::string::npos;
    const auto host = v6 ? "[" + wanted.address + "]" : wanted.address;
    return (wanted.tls ? "https://" : "http://") + host + ":" + std::to_string(wanted.port);
}

result<fetch::access> api_access(const command_context& context)
{
    const auto& wanted = context.wanted;
    fetch::access how;
    how.token = context.token;
    how.ca = wanted.ca;
    how.connect_limit = wanted.connect_limit;
    how.stall_limit = wanted.stall_limit;
    how.most_body = std::size_t{64} << 20U;
    if (!wanted.pin.empty()) {
        const auto print = net::parse_fingerprint(wanted.pin);
        if (!print) return print.error();
        how.pin = *print;
    }
    return how;
}

} // namespace sluice::client
