#include "client/download_options.hpp"
#include "client/schedule/pull.hpp"
#include "fetch/fetch.hpp"

namespace sluice::client {
namespace {

/// Counts what appeared.
class pull_tally final : public transfer::download_observer {
public:
    void file_done(const transfer::file_report& report) override
    {
        if (report.failed || report.skipped) return;
        ++made.files;
        made.bytes += report.bytes;
    }
    void retrying(const error&, std::chrono::milliseconds) override {}

    pull_report made;
};

constexpr auto announcing = std::chrono::seconds(2);

/// The native protocol has no place for it, so the server is told beside it. Whether it wants to
/// know changes nothing.
task<void> announce(const pull_desk& desk, const pull_order& order)
{
    auto how = own_access(desk, order);
    if (!how || order.notice.empty()) co_return;
    how->connect_limit = announcing;
    fetch::request what;
    what.target = order.api + "/api/v1/schedules";
    const fetch::request_terms terms(deadline::after(announcing), desk.stop);
    const auto ignored = co_await fetch::ask_on(desk.pool, std::move(what), *how, terms);
    static_cast<void>(ignored);
}

} // namespace

task<pull_report> pull_native(pull_desk& desk, const pull_order& order)
{
    auto& context = desk.context;
    auto& calls = storage::system_file_calls();
    auto target = storage::target_folder::open(calls, order.into);
    if (!target) co_return failed_pull(target.error());
    co_await announce(desk, order);
    pull_tally tally;
    const transfer::download_environment environment{context.server, context.pool, calls, **target,
                                                     tally};
    auto options = download_options_from(context.wanted);
    options.policy = order.policy;
    transfer::download download(context.executor, environment, options);
    std::vector<transfer::download_target> targets{{order.path, {}}};
    const auto place =
        desk.on_stop.insert(desk.on_stop.end(), [&download] { download.interrupt(); });
    asio::steady_timer limit(context.executor, order.limit);
    limit.async_wait([&download](std::error_code ended) {
        if (!ended) download.interrupt();
    });
    const auto summary = co_await download.run(std::move(targets));
    limit.cancel();
    desk.on_stop.erase(place);

    auto report = std::move(tally.made);
    report.failed = summary.stopped ? summary.stopped : summary.first_failure;
    report.nothing_new = !report.failed && report.files == 0;
    co_return report;
}

} // namespace sluice::client
