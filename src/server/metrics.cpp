#include "server/metrics.hpp"

#include "server/host_metrics.hpp"
#include "server/jobs/job_metrics.hpp"
#include "server/streams/topic_metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <map>
#include <mutex>

namespace sluice::server {
namespace {

template <class Kind>
prometheus::Family<Kind>& family_of(prometheus::Registry& in, const char* name, const char* help)
{
    if constexpr (std::is_same_v<Kind, prometheus::Counter>)
        return prometheus::BuildCounter().Name(name).Help(help).Register(in);
    else
        return prometheus::BuildHistogram().Name(name).Help(help).Register(in);
}

/// Seconds; from a cached small file to a long download.
const prometheus::Histogram::BucketBoundaries boundaries{
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300};

std::string_view method_label(std::string_view method)
{
    for (const std::string_view known :
         {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
        if (method == known) return known;
    return "other";
}

} // namespace

struct metrics::state {
    explicit state(const host& from)
        : of(from),
          host_figures(from),
          requests(family_of<prometheus::Counter>(registry, "sluice_http_requests_total",
                                                  "HTTP requests answered.")),
          durations(family_of<prometheus::Histogram>(
              registry, "sluice_http_request_duration_seconds",
              "From the head of the request to the end of the answer.")),
          sent(family_of<prometheus::Counter>(registry, "sluice_http_sent_bytes_total",
                                              "Bytes of the bodies of HTTP answers.")),
          received(family_of<prometheus::Counter>(registry, "sluice_http_received_bytes_total",
                                                  "Bytes of the bodies of HTTP requests.")),
          refusals(family_of<prometheus::Counter>(registry, "sluice_refusals_total",
                                                  "Connections and requests turned away."))
    {
    }

    /// The series of one kind of answer. The families keep them for ever, so they are looked up
    /// once.
    struct series {
        prometheus::Counter& requests;
        prometheus::Histogram& durations;
        prometheus::Counter& sent;
        prometheus::Counter& received;
    };
    /// Routes are told apart by where their text stands: it is the table's.
    struct kind {
        const char* route;
        std::string_view method;
        int status;

        friend auto operator<=>(const kind&, const kind&) = default;
    };

    const series& series_of(const request_figures& done);

    const host& of;
    host_metrics host_figures;
    std::mutex mutex; // guards known
    std::map<kind, series> known;
    prometheus::Registry registry;
    prometheus::Family<prometheus::Counter>& requests;
    prometheus::Family<prometheus::Histogram>& durations;
    prometheus::Family<prometheus::Counter>& sent;
    prometheus::Family<prometheus::Counter>& received;
    prometheus::Family<prometheus::Counter>& refusals;
};

metrics::metrics(const host& of) : state_(std::make_unique<state>(of)) {}

metrics::~metrics() = default;

const metrics::state::series& metrics::state::series_of(const request_figures& done)
{
    const kind which{done.route.data(), method_label(done.method), done.status};
    const std::scoped_lock lock(mutex);
    const auto at = known.find(which);
    if (at != known.end()) return at->second;
    const std::string route(done.route);
    const prometheus::Labels labels{{"method", std::string(which.method)},
                                    {"route", route},
                                    {"status", std::to_string(done.status)}};
    const prometheus::Labels by_route{{"route", route}};
    const series made{requests.Add(labels), durations.Add(by_route, boundaries), sent.Add(by_route),
                      received.Add(by_route)};
    return known.emplace(which, made).first->second;
}

void metrics::count(const request_figures& done)
{
    const auto& series = state_->series_of(done);
    series.requests.Increment();
    series.durations.Observe(done.took.count());
    series.sent.Increment(static_cast<double>(done.sent_bytes));
    series.received.Increment(static_cast<double>(done.received_bytes));
}

void metrics::count_refusal(std::string_view reason)
{
    state_->refusals.Add({{"reason", std::string(reason)}}).Increment();
}

std::string metrics::text() const
{
    auto families = state_->host_figures.Collect();
    for (auto& family : job_metrics(state_->of))
        families.push_back(std::move(family));
    for (auto& family : topic_metrics(state_->of))
        families.push_back(std::move(family));
    for (auto& family : state_->registry.Collect())
        families.push_back(std::move(family));
    return prometheus::TextSerializer().Serialize(families);
}

} // namespace sluice::server
