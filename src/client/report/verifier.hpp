#pragma once

#include "client/report/local_check.hpp"
#include "client/verbs/commands.hpp"

namespace sluice::client {

/// A local file and the path on the server that the user named for it, or none.
struct verify_item {
    std::string local;
    std::string remote;
};

/// What became of one of them.
struct verify_report {
    std::string local;
    std::string remote;
    std::uint64_t bytes = 0;
    check_outcome outcome;
    std::optional<error> failed;
};

/// The report as a JSON object.
json to_json(const verify_report& report);

/// Compares local files with the manifests of the server, over one connection.
class verifier {
public:
    verifier(command_context& context, std::unique_ptr<transfer::asker> peer);

    task<verify_report> check(verify_item item);
    void tell(const verify_report& report);

private:
    task<result<std::vector<proto::manifest>>> manifest_of(std::string remote);
    task<result<std::vector<std::string>>> candidates(verify_item item);
    task<result<std::vector<std::string>>> search(std::string name);

    command_context& context_;
    std::unique_ptr<transfer::asker> peer_;
};

} // namespace sluice::client
