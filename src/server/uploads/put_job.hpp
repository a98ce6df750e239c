#pragma once

#include "server/host.hpp"
#include "server/security/principal.hpp"
#include "server/uploads/put_gate.hpp"
#include "transfer/download/download.hpp"

namespace sluice::server {

/// Who asked for a put, for rights and the ledger.
struct put_owner {
    principal who;
    std::string name; // as the peer calls itself
    std::string peer; // ADDRESS:PORT
};

/// The server's side of a put: fetches into the served folder what the other side shows on the
/// connections that it attaches, and tells it over the control connection what becomes of it
/// (docs/protocol.md, "Putting"). One run each; on one loop.
class put_job final : public transfer::download_observer {
public:
    put_job(host& shared, net::frame_stream& control, put_owner owner, asio::any_io_executor loop);
    ~put_job() override;

    /// Until the put is over and its end is told. What is wrong with the request becomes an error
    /// reply; the error returned here ends the session. Cancelling does not break it off: stop().
    task<result<>> run(std::uint32_t id, proto::put_request wanted);

    /// Ends run() soon; parts stay for the next put. On the loop.
    void stop(error why);

    /// Goes on until then, and then ends as by stop(): the server is going away. On the loop.
    void drain(deadline limit) { leave_at_ = limit; }

    void file_done(const transfer::file_report& report) override;
    void retrying(const error& why, std::chrono::milliseconds wait) override;

private:
    task<result<>> begin(const proto::put_request& wanted);
    task<result<>> open_target(storage::safe_path into);
    task<transfer::download_summary> fetch();
    task<void> listen();
    task<void> tell();
    task<result<>> tell_end(std::uint32_t id, transfer::download_summary summary);
    task<void> write_ledger();
    state::ledger_record ledger_of(const transfer::file_report& report) const;

    host& shared_;
    net::frame_stream& control_;
    put_owner owner_;
    asio::any_io_executor loop_;
    std::shared_ptr<ticket_entry> entry_;
    std::unique_ptr<storage::target_folder> target_;
    std::unique_ptr<put_gate> gate_;
    std::unique_ptr<transfer::download> download_;
    std::string into_;
    std::string digest_kind_;
    std::uint32_t id_ = 0;
    std::optional<error> stopped_;
    bool fetched_ = false;
    bool lost_ = false; // the control connection
    deadline leave_at_ = deadline::never();
    notifier bell_; // something is to be told
    std::vector<state::ledger_record> ended_;
};

} // namespace sluice::server
