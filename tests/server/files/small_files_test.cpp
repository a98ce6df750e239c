#include "server/files/small_files.hpp"
#include "support/catch.hpp"

using namespace sluice;
using server::small_file_copy;
using server::small_files;

namespace {

std::shared_ptr<const small_file_copy> copy_read_at(small_files::clock::time_point when)
{
    auto made = std::make_shared<small_file_copy>();
    made->read_at = when;
    return made;
}

} // namespace

TEST_CASE("a small file is worth a copy when it is asked for twice", "[server][small_files]")
{
    small_files memory;
    const auto now = small_files::clock::now();

    const auto first = memory.find("a", now);
    const auto second = memory.find("a", now);

    CHECK_FALSE(first.wanted);
    CHECK(second.wanted);
    CHECK(second.copy == nullptr);
}

TEST_CASE("a copy is found until its lifetime is over", "[server][small_files]")
{
    small_files memory;
    const auto now = small_files::clock::now();
    const auto kept = copy_read_at(now);
    memory.keep("a", kept);

    CHECK(memory.find("a", now).copy == kept);
    CHECK(memory.find("b", now).copy == nullptr);
    const auto last = now + small_files::lifetime - std::chrono::nanoseconds(1);
    CHECK(memory.find("a", last).copy == kept);
    CHECK(memory.find("a", now + small_files::lifetime).copy == nullptr);
}

TEST_CASE("any number of files takes a fixed number of places", "[server][small_files]")
{
    small_files memory;
    const auto now = small_files::clock::now();
    constexpr int files = 10'000;
    for (int i = 0; i < files; ++i)
        memory.keep(std::to_string(i), copy_read_at(now));

    int found = 0;
    for (int i = 0; i < files; ++i)
        found += memory.find(std::to_string(i), now).copy ? 1 : 0;

    CHECK(found > 0);
    CHECK(found <= 256);
}
