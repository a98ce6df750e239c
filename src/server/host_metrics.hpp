#pragma once

#include "server/host.hpp"

#include <prometheus/collectable.h>

namespace sluice::server {

/// Figures that the host counts anyway, and those of the program itself, read at each scrape.
class host_metrics final : public prometheus::Collectable {
public:
    /// The host must outlive it.
    explicit host_metrics(const host& of) : of_(of) {}

    std::vector<prometheus::MetricFamily> Collect() const override;

private:
    const host& of_;
};

} // namespace sluice::server
