#pragma once

#include "server/agents/agent_session.hpp"

namespace sluice::server {

/// Fetches for one order from an agent that speaks our own protocol, over connections that the
/// agent dials, with the engine of any download. What stands at the order's target is left alone:
/// it is complete and the order's own.
class native_pull final : public agent_pull, public transfer::download_observer {
public:
    native_pull(host& shared, std::shared_ptr<agent_session> link, pull_order order);
    ~native_pull() override;

    task<pull_outcome> run() override;
    void interrupt(error why) override;
    pull_progress progress() const override;

    void file_done(const transfer::file_report& report) override;
    void retrying(const error& why, std::chrono::milliseconds wait) override;

private:
    task<result<>> begin();
    task<result<>> open_target();
    void release();
    task<std::string> digest_of_target();
    pull_outcome outcome_of(const transfer::download_summary& summary) const;
    state::ledger_record ledger_of(const transfer::file_report& report) const;

    host& shared_;
    std::shared_ptr<agent_session> link_;
    pull_order order_;
    storage::safe_path target_path_;
    std::shared_ptr<ticket_entry> entry_;
    std::uint32_t id_ = 0; // of the agent_dial; 0: none yet
    std::unique_ptr<storage::target_folder> target_;
    std::unique_ptr<transfer::download> download_;
    std::optional<error> stopped_;
    bool fetched_ = false;
    std::uint64_t bytes_published_ = 0;
    std::string digest_;    // of the last file
    pull_progress reached_; // once it is over
};

} // namespace sluice::server
