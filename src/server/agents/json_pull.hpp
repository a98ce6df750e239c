#pragma once

#include "server/agents/json_agent.hpp"
#include "state/records.hpp"

namespace sluice::server {

/// Fetches one file from an agent that speaks JSON. From its beginning each time: the messages know
/// no offsets.
class json_pull final : public agent_pull {
public:
    json_pull(host& shared, std::shared_ptr<json_agent> link, pull_order order);
    ~json_pull() override;

    task<pull_outcome> run() override;
    void interrupt(error why) override;
    pull_progress progress() const override;

private:
    task<result<>> begin();
    task<void> wait_for_end();
    void report(const pull_outcome& outcome, std::chrono::steady_clock::duration took);
    state::ledger_record ledger_of(const transfer::file_report& report) const;

    host& shared_;
    std::shared_ptr<json_agent> link_;
    pull_order order_;
    std::shared_ptr<json_arrival> arrival_;
    std::string download_id_; // empty: not asked for
};

} // namespace sluice::server
