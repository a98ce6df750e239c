#include "server/state_folder.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"

namespace sluice::test {
namespace {

using namespace server;

TEST_CASE("the state is beside the served folder unless a folder is named", "[server][state]")
{
    CHECK(**state_folder_of("", "/srv/films") == "/srv/films.sluice");
    CHECK(**state_folder_of("/var/lib/sluice", "/srv/films") == "/var/lib/sluice");
    CHECK(**state_folder_of("/srv/films2", "/srv/films") == "/srv/films2");
    CHECK_FALSE(state_folder_of("none", "/srv/films")->has_value());
    CHECK_FALSE(state_folder_of("none", "/")->has_value());
}

TEST_CASE("the state is never in the served folder", "[server][state]")
{
    for (const auto* named : {"/srv/films", "/srv/films/state"})
        CHECK(state_folder_of(named, "/srv/films").error() == errc::bad_configuration);
    CHECK(state_folder_of("", "/").error() == errc::bad_configuration);
    CHECK(state_folder_of("/var/lib/sluice", "/").error() == errc::bad_configuration);
}

TEST_CASE("links do not lead the state into the served folder", "[server][state]")
{
    const temp_folder folder;
    folder.make_folder("served");
    std::filesystem::create_directory_symlink(folder.at("served"), folder.at("link"));
    server_settings settings;
    settings.directory = folder.at("link");

    CHECK(**find_state_folder(settings) ==
          std::filesystem::canonical(folder.at("served")).string() + ".sluice");
    settings.state = folder.at("link/new/");
    CHECK(find_state_folder(settings).error() == errc::bad_configuration);
    settings.state = folder.at("new/state/");
    CHECK(**find_state_folder(settings) ==
          std::filesystem::canonical(folder.path()).string() + "/new/state");
    settings.directory = folder.at("missing");
    CHECK(find_state_folder(settings).error() == errc::not_found);
}

} // namespace
} // namespace sluice::test
