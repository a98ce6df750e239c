#include "eval/link/emulated_link.hpp"
#include "eval/link/link_under_test.hpp"
#include "support/catch.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <filesystem>

using namespace sluice;
using namespace sluice::eval;
using namespace sluice::eval::test;

namespace {

/// Opens a link, tells its namespaces and waits to be killed. Never returns.
[[noreturn]] void hold_link(int tell)
{
    const auto link = emulated_link::open(*parse_link_spec("1ms"));
    if (!link) ::_exit(1);
    std::string text;
    for (const auto& name : names_of_namespaces(**link))
        text += name + "\n";
    [[maybe_unused]] const auto put = ::write(tell, text.data(), text.size());
    while (true)
        ::pause();
}

} // namespace

TEST_CASE("a link leaves no namespace behind", "[eval][emulated_link]")
{
    auto link = open_or_skip("1ms");
    if (!link) return;
    const auto names = names_of_namespaces(*link);
    for (const auto& name : names)
        REQUIRE(users_of_namespace(name) >= 1);

    link.reset();

    for (const auto& name : names)
        CHECK(is_soon([&name] { return users_of_namespace(name) == 0; }));
}

TEST_CASE("a link leaves no descriptor and no thread behind", "[eval][emulated_link]")
{
    if (!open_or_skip("1ms")) return; // the first may open what stays
    const auto count = [](const char* folder) {
        return std::distance(std::filesystem::directory_iterator(folder), {});
    };
    const auto descriptors = count("/proc/self/fd");
    const auto threads = count("/proc/self/task");

    for (int i = 0; i < 5; ++i)
        REQUIRE(open_or_skip("1ms"));

    CHECK(count("/proc/self/fd") == descriptors);
    CHECK(is_soon([&] { return count("/proc/self/task") <= threads; }));
}

TEST_CASE("a link goes with a program that is killed", "[eval][emulated_link]")
{
    if (!open_or_skip("1ms")) return;
    std::array<int, 2> ends{};
    REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
    const unique_fd read_end(ends[0]);
    unique_fd write_end(ends[1]);
    const auto holder = ::fork();
    REQUIRE(holder >= 0);
    if (holder == 0) hold_link(write_end.get());
    write_end.reset();
    std::string told(200, '\0');
    const auto got = ::read(read_end.get(), told.data(), told.size());
    REQUIRE(got > 0);
    const auto middle = told.find('\n');
    const std::vector<std::string> names{
        told.substr(0, middle), told.substr(middle + 1, told.find('\n', middle + 1) - middle - 1)};
    for (const auto& name : names)
        REQUIRE(users_of_namespace(name) >= 1);

    ::kill(holder, SIGKILL);
    REQUIRE(::waitpid(holder, nullptr, 0) == holder);

    for (const auto& name : names)
        CHECK(is_soon([&name] { return users_of_namespace(name) == 0; }));
}
