#include "client/schedule/pull.hpp"

#include "async/on_pool.hpp"
#include "http/schedule_notice.hpp"

namespace sluice::client {

pull_report failed_pull(error why)
{
    pull_report made;
    made.failed = std::move(why);
    return made;
}

void pull_desk::stop_all()
{
    stop = true;
    for (const auto& one : on_stop)
        one();
}

result<fetch::access> own_access(const pull_desk& desk, const pull_order& order)
{
    const auto& wanted = desk.context.wanted;
    const auto where = fetch::parse_url(order.api);
    if (!where) return where.error();
    fetch::access how;
    how.token = desk.context.token;
    if (!order.notice.empty()) how.own_fields.set(http::schedule_field, order.notice);
    how.ca = wanted.ca;
    how.connect_limit = wanted.connect_limit;
    how.stall_limit = wanted.stall_limit;
    how.most_redirects = 0;
    if (!wanted.pin.empty()) {
        const auto pin = net::parse_fingerprint(wanted.pin);
        if (!pin) return pin.error();
        how.pin = *pin;
    }
    // Whoever configured this address meant it.
    const auto allowed = how.rules.allow(where->host);
    if (!allowed) return allowed.error();
    return how;
}

task<pull_report> pull(pull_desk& desk, const pull_order& order, std::string run_key)
{
    if (order.kind == pull_kind::native) co_return co_await pull_native(desk, order);
    if (order.kind == pull_kind::job)
        co_return co_await pull_by_job(desk, order, std::move(run_key));
    auto work = [&desk, &order] {
        return order.kind == pull_kind::pickup ? pull_fresh(desk, order) : pull_url(desk, order);
    };
    auto report = co_await on_pool(desk.pool, std::move(work));
    co_return report;
}

} // namespace sluice::client
