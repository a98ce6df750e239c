#pragma once

#include "base/crc32.hpp"
#include "base/rfc3339.hpp"
#include "server/files/routes_media.hpp"
#include "server/pickup/pickup_desk.hpp"
#include "server/pickup/routes_pickup.hpp"
#include "server/zip_desk.hpp"
#include "support/settled.hpp"

#include <fmt/format.h>

namespace sluice::test {

inline std::vector<server::route> pickup_and_media_routes()
{
    auto all = server::pickup_routes();
    for (auto& one : server::media_routes())
        all.push_back(std::move(one));
    return all;
}

/// /stream, /fetch and /media of a project "foo", without sockets: what is sent is proved by
/// confirmations alone.
struct pickup_http_desk : http_desk {
    explicit pickup_http_desk(std::chrono::milliseconds lease = std::chrono::minutes(10))
        : http_desk(pickup_and_media_routes())
    {
        folder.make_folder("foo");
        settings.settle = std::chrono::milliseconds(0);
        settings.lease = lease;
        settings.proof = std::chrono::seconds(5);
        open();
    }

    /// As a server that starts on the same folder and state.
    void open()
    {
        host.pickups = nullptr;
        auto made = server::pickup_desk::open({storage::system_file_calls(), host.state, host.log},
                                              folder.path());
        REQUIRE(made);
        host.pickups = std::move(*made);
        host.pickups->apply(settings);
    }

    /// A fresh file that cannot change any more without showing it.
    void add(const std::string& name, const std::string& content) const
    {
        folder.write("foo/bar/" + name, content);
        wait_until_settled(folder.at("foo/bar/" + name));
    }

    /// What a client says of the files that it got.
    static std::string claims_of(const std::map<std::string, std::string>& files)
    {
        nlohmann::json all = nlohmann::json::array();
        for (const auto& [name, content] : files) {
            const auto sum = crc32(as_bytes(content));
            all.push_back(
                {{"name", name}, {"size", content.size()}, {"crc32", fmt::format("{:08x}", sum)}});
        }
        return nlohmann::json{{"files", all}}.dump();
    }

    http_answer confirm(const http_answer& got, const std::string& claims)
    {
        return ask("POST", "/stream/receipts/" + got.field("sluice-receipt"), {}, claims);
    }

    http_answer receipt(const http_answer& got)
    {
        return get("/stream/receipts/" + got.field("sluice-receipt"));
    }

    server::pickup_settings settings;
};

} // namespace sluice::test
