#pragma once

#include "async/task_group.hpp"
#include "storage/root.hpp"
#include "support/pipe_stream.hpp"
#include "transfer/give/giver.hpp"
#include "transfer/peer/connector.hpp"

#include <map>

namespace sluice::test {

/// A folder that is given over any number of streams by real givers.
class giving_folder {
public:
    explicit giving_folder(const std::string& folder);

    /// Greets and answers until the stream ends.
    task<void> serve(std::unique_ptr<net::byte_stream> stream);

    transfer::giver_shared& shared() { return shared_; }
    token_bucket& host_rate() { return host_rate_; }
    void set_stall_limit(std::chrono::milliseconds limit) { stall_limit_ms_ = limit.count(); }

private:
    storage::root files_;
    storage::digest_cache digests_{16U << 20U};
    asio::thread_pool pool_{1};
    token_bucket host_rate_{0};
    std::atomic<std::int64_t> stall_limit_ms_ = 10'000;
    transfer::giver_shared shared_;
};

/// How one connection goes.
struct connection_plan {
    pipe_options pipe;
    std::optional<errc> refused; // connect() fails with it
    bool hangs = false;          // connect() never ends
    std::chrono::milliseconds greeting_limit{2000};
};

/// Makes greeted connections over pipes whose far ends a function serves. Connections are counted
/// from 1; those without a plan of their own get the common one.
class scripted_connector final : public transfer::connector {
public:
    using far_end = std::function<task<void>(std::unique_ptr<net::byte_stream>)>;

    scripted_connector(asio::any_io_executor executor, far_end serve);

    void plan(std::size_t number, connection_plan how) { plans_[number] = how; }
    void plan_all(connection_plan how) { common_ = how; }

    task<result<std::unique_ptr<net::frame_stream>>> connect() override;

    /// Attempts so far.
    std::size_t connects() const { return connects_; }

private:
    asio::any_io_executor executor_;
    far_end serve_;
    std::map<std::size_t, connection_plan> plans_;
    connection_plan common_;
    std::size_t connects_ = 0;
    task_group far_ends_;
};

} // namespace sluice::test
