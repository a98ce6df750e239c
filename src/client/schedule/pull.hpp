#pragma once

#include "client/schedule/pull_order.hpp"
#include "client/schedule/schedule_state.hpp"
#include "client/verbs/commands.hpp"
#include "fetch/request.hpp"

#include <list>

namespace sluice::client {

/// What a run of a schedule came to.
struct pull_report {
    std::uint64_t files = 0; // that appeared
    std::uint64_t bytes = 0; // that came
    bool nothing_new = false;
    std::string detail; // for people
    std::optional<error> failed;
};

/// A report of an error alone.
pull_report failed_pull(error why);

/// What pulls work with; the runner owns it and what it refers to.
struct pull_desk {
    command_context& context;
    asio::thread_pool& pool; // for what blocks long: a thread for each schedule
    schedule_state& state;
    fetch::stop_flag stop = false;

    /// Called by stop_all; a pull that cannot look at the flag puts itself here while it runs.
    std::list<std::function<void()>> on_stop = {};

    /// Ends what runs soon. On the loop.
    void stop_all();
};

/// How the server itself is asked: with its token, by its pin or authority, at its address.
result<fetch::access> own_access(const pull_desk& desk, const pull_order& order);

/// Makes one run. run_key tells this attempt from others, and is the same when it is made again
/// after a crash.
task<pull_report> pull(pull_desk& desk, const pull_order& order, std::string run_key);

/// Files of the server by its own protocol.
task<pull_report> pull_native(pull_desk& desk, const pull_order& order);

/// A job of the server, ordered and waited for.
task<pull_report> pull_by_job(pull_desk& desk, const pull_order& order, std::string run_key);

/// One file by HTTP; blocks.
pull_report pull_url(pull_desk& desk, const pull_order& order);

/// What is fresh in a project of the server, and the confirmation that it is here; blocks.
pull_report pull_fresh(pull_desk& desk, const pull_order& order);

} // namespace sluice::client
