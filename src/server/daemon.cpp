#include "server/daemon.hpp"

#include "server/http/http_service.hpp"

#include <csignal>

namespace sluice::server {

daemon::daemon(server& serving, event_log& log, settings_inputs inputs, settings loaded)
    : serving_(serving),
      log_(log),
      inputs_(std::move(inputs)),
      loaded_(std::move(loaded)),
      signals_(serving.executor(), SIGTERM, SIGINT, SIGHUP)
{
}

void daemon::note(std::string_view event, std::string detail, log_level level)
{
    log_event what;
    what.level = level;
    what.event = event;
    what.detail = std::move(detail);
    log_.write(what);
}

void daemon::reload()
{
    auto again = load_settings(server_settings_table(), inputs_);
    if (!again) return note("reload", again.error().text(), log_level::error);
    const auto wanted = server_settings_from(*again);
    if (!wanted) return note("reload", wanted.error().text(), log_level::error);
    for (const auto key : changed_keys(loaded_, *again)) {
        const bool now = again->table().find(key)->reloadable;
        note("reload", std::string(key) + (now ? " changed" : " changed: needs a restart"));
    }
    serving_.shared().apply(*wanted);
    if (auto* http = serving_.http()) {
        const auto applied = http->apply(*wanted);
        if (!applied) note("reload", applied.error().text(), log_level::error);
    }
    const auto renewed = serving_.shared().tls.load(wanted->tls_certificate, wanted->tls_key);
    if (!renewed) note("reload", renewed.error().text(), log_level::error);
    const auto reopened = log_.reopen(wanted->log);
    if (!reopened) note("reload", reopened.error().text(), log_level::error);
    loaded_ = std::move(*again);
}

task<void> daemon::watch_signals()
{
    while (true) {
        auto [failed, number] = co_await signals_.async_wait(as_result);
        if (!failed && number == SIGHUP) {
            reload();
            continue;
        }
        // Gives the next signal back its usual effect.
        std::error_code ignored;
        signals_.clear(ignored);
        if (failed) co_return;
        outcome_ = number == SIGINT ? exit_code::interrupted : exit_code::terminated;
        note("stopping", number == SIGINT ? "SIGINT" : "SIGTERM");
        serving_.stop();
        co_return;
    }
}

} // namespace sluice::server
