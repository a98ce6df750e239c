#pragma once

#include "server/http/route.hpp"

#include <string>
#include <vector>

namespace sluice::server {

/// The OpenAPI 3.1 document (https://spec.openapis.org/oas/v3.1.0) that describes the routes, as
/// JSON. "{path...}" shows as "{path}"; a route that needs a right names the scheme "bearer", and
/// every route an error answer in its own shape. Pure.
nlohmann::json openapi_document(const std::vector<route>& rows, std::string_view version);

} // namespace sluice::server
