#include "base/settings_load.hpp"
#include "support/catch.hpp"
#include "support/settings_files.hpp"

#include <array>

using namespace sluice;

TEST_CASE("a program's inputs are its arguments, its environment and the file system",
          "[base][settings]")
{
    const std::array<const char*, 3> arguments{"sluice-client", "-p", "1"};

    const auto inputs = program_inputs(3, arguments.data());

    CHECK(inputs.arguments == std::vector<std::string>{"-p", "1"});
    CHECK(inputs.environment.count("PATH") == 1);
    const auto text = inputs.read_file("/proc/self/cmdline");
    REQUIRE(text);
    CHECK_FALSE(text->empty());
    CHECK(inputs.read_file("/nonexistent/x.ini").error() == errc::not_found);
    CHECK_FALSE(inputs.read_file("/proc"));
    CHECK(inputs.read_file("/dev/zero").error() == errc::too_large);
}
