#include "server/security/needed_right.hpp"

namespace sluice::server {

std::optional<state::right> needed_right(const proto::message& request)
{
    const bool reads = std::holds_alternative<proto::list_request>(request) ||
                       std::holds_alternative<proto::stat_request>(request) ||
                       std::holds_alternative<proto::manifest_request>(request) ||
                       std::holds_alternative<proto::read_request>(request);
    if (reads) return state::right::read;
    if (std::holds_alternative<proto::put_request>(request)) return state::right::write;
    const auto* topic = std::get_if<proto::topic_open>(&request);
    if (topic)
        return topic->side == proto::topic_side::publisher ? state::right::write
                                                           : state::right::read;
    return std::nullopt;
}

} // namespace sluice::server
