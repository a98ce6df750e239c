#pragma once

#include "eval/record/configuration.hpp"

#include <string>

namespace sluice::plot {

/// "128 B", "2 KiB", "1 GiB".
std::string size_name(std::uint64_t bytes);

/// "1 client", "4 clients".
std::string clients_name(unsigned clients);

/// What a label says behind clients and size: ", 8 Workers"; empty for a plain run.
std::string variant_name(const eval::configuration& what);

} // namespace sluice::plot
