#include "server/files/routes_files.hpp"
#include "server/http/openapi.hpp"
#include "server/http/routes_api.hpp"

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
