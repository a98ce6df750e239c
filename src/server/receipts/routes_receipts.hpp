#pragma once

#include "server/http/route.hpp"

namespace sluice::server {

/// /api/v1/receipts: the chain of receipts and the key that signs it (docs/receipts.md).
std::vector<route> receipt_routes();

} // namespace sluice::server
