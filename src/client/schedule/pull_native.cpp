#include "client/download_options.hpp"
#include "client/schedule/pull.hpp"

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

} // namespace

task<pull_report> pull_native(pull_desk& desk, const pull_order& order)
{
    auto& context = desk.context;
    auto& calls = storage::system_file_calls();
    auto target = storage::target_folder::open(calls, order.into);
    if (!target) co_return failed_pull(target.error());
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
