#pragma once

#include "support/catch.hpp"
#include "support/raw_peer.hpp"
#include "support/test_client.hpp"

namespace sluice::test {

/// A server and its well-behaved client, who must not notice what the others do.
class bystander {
public:
    explicit bystander(std::vector<std::string> arguments = {}) : server(std::move(arguments))
    {
        server.files().write("a.txt", "hello");
        server.files().write("large", sample_bytes(3'000'000));
    }

    /// Checks that a client is served as ever and that the server lives.
    void check_served()
    {
        const temp_folder out;
        const auto got = run_client(server, out, {"-r", "0", "get", "a.txt", "large"});
        INFO(got.out << got.err << server.log());
        CHECK(got.status == 0);
        CHECK(out.read("a.txt") == "hello");
        CHECK(same_files(server.files().at("large"), out.at("large")));
        CHECK_FALSE(server.running().has_ended());
        CHECK(server.log().find("event=bug") == std::string::npos);
    }

    test_server server;
};

/// The error status of the next frame; 0 if it is no error.
inline std::uint16_t status_of(const std::optional<raw_frame>& frame)
{
    if (!frame || frame->header.type != proto::frame_type::error) return 0;
    return std::get<proto::error_reply>(frame->message()).status;
}

inline std::uint16_t number(errc code)
{
    return static_cast<std::uint16_t>(code);
}

} // namespace sluice::test
