#include "admin/local_socket.hpp"
#include "support/catch.hpp"
#include "support/http_script.hpp"
#include "support/temp_folder.hpp"

#include <filesystem>

using namespace sluice;
using namespace sluice::test;

TEST_CASE("the socket is named, or that of a served folder", "[admin][socket]")
{
    const temp_folder folder;
    folder.make_folder("served");

    CHECK(*admin::socket_of("/x/y.sock", "nowhere") == "/x/y.sock");
    CHECK(*admin::socket_of("", folder.at("served/../served/")) ==
          std::filesystem::canonical(folder.at("served")).string() + ".sluice/admin.sock");
    CHECK(admin::socket_of("", folder.at("none")).error() == errc::not_found);
}

TEST_CASE("whether somebody listens is told by its reason", "[admin][socket]")
{
    const temp_folder folder;
    folder.write("file", "");
    {
        const http_script server([](script_peer&, const std::string&) {}, folder.at("a.sock"));
        CHECK(admin::look_for_listener(folder.at("a.sock")));
    }

    CHECK(admin::look_for_listener(folder.at("a.sock")).error() == errc::unreachable);
    CHECK(admin::look_for_listener(folder.at("none.sock")).error() == errc::not_found);
    CHECK(admin::look_for_listener(folder.at("file")).error() == errc::unreachable);
    CHECK(admin::look_for_listener(std::string(200, 'x')).error() == errc::too_large);
}
