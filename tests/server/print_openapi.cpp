#include "server/openapi.hpp"
#include "server/routes_api.hpp"
#include "server/routes_files.hpp"

#include <iostream>

/// Prints the document that the server gives out, for openapi_valid_test.py.
int main()
{
    auto rows = sluice::server::file_routes();
    for (auto& own : sluice::server::api_routes(rows))
        rows.push_back(std::move(own));
    std::cout << sluice::server::openapi_document(rows, "0").dump(2) << '\n';
    return 0;
}
