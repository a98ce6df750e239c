#pragma once

#include "http_desk.hpp"
#include "server/uploads/routes_library.hpp"
#include "server/uploads/routes_tus.hpp"
#include "server/uploads/routes_uploads.hpp"
#include "server/uploads/type_rules.hpp"
#include "support/memory_store.hpp"

namespace sluice::test {

/// The routes of uploads behind a real connection of HTTP, with a desk of its own.
struct upload_http_desk : http_desk {
    upload_http_desk() : http_desk(all_routes())
    {
        host.state = std::make_unique<memory_store>();
        store = nullptr;
        host.arrivals =
            std::make_unique<server::type_rules>(server::type_rules::lists{5000, {}, {}});
        host.library_arrivals = std::make_unique<server::type_rules>(
            server::type_rules::lists{5000, {"txt", "png"}, {"text/plain", "image/png"}});
        host.max_upload = 5000;
        reopen();
    }

    static std::vector<server::route> all_routes()
    {
        auto all = server::upload_routes();
        for (const auto& rows : {server::tus_routes(), server::library_routes()})
            all.insert(all.end(), rows.begin(), rows.end());
        return all;
    }

    /// As after a restart.
    void reopen()
    {
        host.uploads.reset();
        claims = std::make_unique<transfer::target_claims>();
        transfer::upload_desk::needs with{
            storage::system_file_calls(), *host.state, *claims, host.pool, *host.arrivals,
            *host.library_arrivals};
        const transfer::upload_desk::places where{folder.path(), state.at("incoming"),
                                                  state.at("uploads")};
        auto opened = transfer::upload_desk::open(std::move(with), where);
        REQUIRE(opened);
        host.uploads = std::move(*opened);
    }

    temp_folder state;
    std::unique_ptr<transfer::target_claims> claims;
};

} // namespace sluice::test
