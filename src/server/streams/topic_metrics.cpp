#include "server/streams/topic_metrics.hpp"

#include "server/arrays/array_desk.hpp"
#include "server/host.hpp"
#include "server/metric_family.hpp"
#include "server/streams/topic_book.hpp"

namespace sluice::server {
namespace {

using families = std::vector<prometheus::MetricFamily>;

void add_arrays(families& to, array_desk& desk)
{
    const auto now = desk.totals();
    if (!now) return;
    to.push_back(
        gauge_family("sluice_arrays", "Arrays that are kept.", static_cast<double>(now->arrays)));
    to.push_back(gauge_family("sluice_array_bytes", "Bytes of all arrays.",
                              static_cast<double>(now->bytes)));
}

void add_counters(families& to, const topic_totals& now)
{
    to.push_back(counter_family("sluice_topic_published_messages_total",
                                "Messages published to topics.", now.published));
    to.push_back(counter_family("sluice_topic_published_bytes_total",
                                "Bytes of the messages published to topics.", now.published_bytes));
    to.push_back(counter_family("sluice_topic_missed_messages_total",
                                "Messages that subscribers missed and were told of.", now.missed));
    to.push_back(counter_family("sluice_topic_unwritten_messages_total",
                                "Messages that journals of topics lost.", now.unwritten));
    to.push_back(counter_family("sluice_topic_broken_recordings_total",
                                "Recordings of topics that ended by an error.", now.broken_off));
}

} // namespace

families topic_metrics(const host& of)
{
    const auto now = of.topics->totals();
    families all;
    all.push_back(
        gauge_family("sluice_topics", "Topics that there are.", static_cast<double>(now.topics)));
    all.push_back(gauge_family("sluice_topic_subscribers", "Subscribers of topics.",
                               static_cast<double>(now.subscribers)));
    all.push_back(gauge_family("sluice_topic_recordings", "Topics that are being recorded.",
                               static_cast<double>(now.recordings)));
    all.push_back(gauge_family("sluice_topic_kept_bytes",
                               "Bytes of the messages of topics that can still be had.",
                               static_cast<double>(now.kept_bytes)));
    add_counters(all, now);
    if (of.arrays) add_arrays(all, *of.arrays);
    return all;
}

} // namespace sluice::server
