#pragma once

#include "server/http/route.hpp"

namespace sluice::server {

/// GET /: the page for browsers, out of the program itself; who does not ask for text/html is led
/// to the files, as everybody is where the program was built without the page. GET /web/{asset}:
/// what the page consists of. Open to everybody: what the page shows, it asks for with its token.
std::vector<route> home_routes();

} // namespace sluice::server
