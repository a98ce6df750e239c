#include "base/unique_fd.hpp"
#include "server/uploads/type_rules.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"

#include <fcntl.h>

using namespace sluice;

TEST_CASE("extensions are compared in any case, at the last dot of the name",
          "[server][type_rules]")
{
    server::type_rules rules({100, {"txt"}, {}});

    CHECK(rules.admit("a/b.TXT", 100));
    CHECK(rules.admit("a.exe.txt", 1));
    for (const auto* name : {"a.exe", "a.txt.exe", "txt", "a.txt/b", "a."}) {
        const auto refused = rules.admit(name, 1);
        INFO(name);
        REQUIRE_FALSE(refused);
        CHECK(refused.error() == errc::type_refused);
    }
    const auto large = rules.admit("a.txt", 101);
    REQUIRE_FALSE(large);
    CHECK(large.error() == errc::too_large);
}

TEST_CASE("a file is what its content says", "[server][type_rules]")
{
    server::type_rules rules({100, {}, {"image/png"}});
    test::temp_folder folder;
    folder.write("a.png", "hello");
    folder.write(
        "c.png",
        std::string("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x02\0\0\0", 29));
    const auto inspect = [&](const char* name) {
        const unique_fd file(::open(folder.at(name).c_str(), O_RDONLY | O_CLOEXEC));
        return rules.inspect(name, file.get());
    };

    const auto text = inspect("a.png");

    REQUIRE_FALSE(text);
    CHECK(text.error() == errc::type_refused);
    CHECK(inspect("c.png"));
}
