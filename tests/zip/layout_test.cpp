#include "support/catch.hpp"
#include "zip/layout.hpp"

#include <random>

using namespace sluice;
using zip::layout;
using zip::member;
using zip::piece;

namespace {

constexpr std::int64_t some_time = 1'700'000'001'000'000'000; // 2023-11-14 22:13:21 UTC

member file(std::string name, std::uint64_t size)
{
    return {std::move(name), size, some_time};
}

/// The whole archive where each byte of data is an 'x'.
std::string bytes_of(const layout& of, std::uint64_t from, std::uint64_t past)
{
    const std::vector<std::uint32_t> sums(of.members().size(), 0x12345678);
    std::string all;
    while (from < past) {
        const auto next = of.piece_at(from, past);
        REQUIRE(next.length > 0);
        if (next.from == piece::source::data)
            all.append(next.length, 'x');
        else
            all += of.text_of(next, sums);
        from += next.length;
    }
    return all;
}

std::uint64_t little(std::string_view at, std::size_t offset, std::size_t width)
{
    std::uint64_t value = 0;
    for (std::size_t i = width; i-- > 0;)
        value = value << 8U | static_cast<unsigned char>(at[offset + i]);
    return value;
}

} // namespace

TEST_CASE("an archive of nothing is the end record alone", "[zip][layout]")
{
    const auto made = layout::make({});

    REQUIRE(made);
    CHECK(made->size() == 22);
    CHECK(bytes_of(*made, 0, 22).substr(0, 4) == "PK\5\6");
}

TEST_CASE("the size of an archive is known beforehand, to the byte", "[zip][layout]")
{
    const auto made = layout::make({file("a.txt", 3), file("d/", 0), file("d/\xc3\xa4", 70'000)});

    REQUIRE(made);
    const auto all = bytes_of(*made, 0, made->size());
    CHECK(all.size() == made->size());
    CHECK(all.substr(0, 4) == "PK\3\4");
    CHECK(all.substr(all.size() - 22, 4) == "PK\5\6");
    const auto directory = little(all, all.size() - 6, 4);
    CHECK(all.substr(directory, 4) == "PK\1\2");
    CHECK(little(all, all.size() - 12, 2) == 3);
    CHECK(little(all, directory + 8, 2) == 0x800); // names are UTF-8
}

TEST_CASE("any range of an archive is that part of the whole", "[zip][layout]")
{
    const auto seed = std::random_device()();
    INFO("seed " << seed);
    std::mt19937 random(seed);
    std::vector<member> members;
    for (int i = 0; i < 700; ++i)
        members.push_back(file("folder/file-" + std::to_string(i), random() % 300));
    const auto made = layout::make(members);
    REQUIRE(made);
    const auto all = bytes_of(*made, 0, made->size());

    for (int i = 0; i < 2'000; ++i) {
        const auto from = random() % all.size();
        const auto past = from + 1 + random() % (all.size() - from);
        CHECK(bytes_of(*made, from, past) == all.substr(from, past - from));
    }
}

TEST_CASE("sizes and offsets stand in 64 bits where 32 do not hold them", "[zip][layout]")
{
    const auto last_small = 0xfffffffeULL;
    const auto first_large = 0xffffffffULL;

    CHECK(zip::local_header_size(file("a", last_small)) == 30 + 1 + 9);
    CHECK(zip::local_header_size(file("a", first_large)) == 30 + 1 + 9 + 20);
    CHECK(zip::central_record_size(file("a", 1), last_small) == 46 + 1 + 9);
    CHECK(zip::central_record_size(file("a", 1), first_large) == 46 + 1 + 9 + 12);
    CHECK(zip::central_record_size(file("a", first_large), first_large) == 46 + 1 + 9 + 28);
    CHECK(zip::end_records_size({0xfffe, last_small, last_small}) == 22);
    CHECK(zip::end_records_size({0xffff, 0, 0}) == 98);
    CHECK(zip::end_records_size({1, first_large, 0}) == 98);
    CHECK(zip::end_records_size({1, 0, first_large}) == 98);
}

TEST_CASE("every record is as long as was said", "[zip][layout]")
{
    for (const auto size : {0ULL, 1ULL, 0xfffffffeULL, 0xffffffffULL, 1ULL << 40U}) {
        for (const auto offset : {0ULL, 0xfffffffeULL, 0xffffffffULL, 1ULL << 40U}) {
            for (const auto entries : {1ULL, 0xfffeULL, 0xffffULL, 70'000ULL}) {
                const auto one = file("name", size);
                std::string header;
                std::string record;
                std::string end;
                zip::append_local_header(header, one, 1);
                zip::append_central_record(record, one, 1, offset);
                zip::append_end_records(end, {entries, offset, size});
                CHECK(header.size() == zip::local_header_size(one));
                CHECK(record.size() == zip::central_record_size(one, offset));
                CHECK(end.size() == zip::end_records_size({entries, offset, size}));
            }
        }
    }
}

TEST_CASE("times are those of DOS, and to the second besides", "[zip][layout]")
{
    CHECK(zip::dos_time(some_time) ==
          (43U << 25U | 11U << 21U | 14U << 16U | 22U << 11U | 13U << 5U | 10U));
    CHECK(zip::dos_time(0) == (1U << 21U | 1U << 16U));
    CHECK(zip::dos_time(-1) == zip::dos_time(0));
    CHECK(zip::dos_time(9'000'000'000'000'000'000) >> 25U == 127);
    std::string header;
    zip::append_local_header(header, file("a", 0), 0);
    CHECK(little(header, 31, 2) == 0x5455);
    CHECK(little(header, 36, 4) == 1'700'000'001);
}

TEST_CASE("names that lead out of a folder have no place in an archive", "[zip][layout]")
{
    const auto error_of = [](std::vector<member> members) {
        const auto made = layout::make(std::move(members));
        return made ? std::error_code() : made.error().code();
    };

    CHECK(error_of({file("../a", 0)}) == make_error_code(errc::outside_root));
    CHECK(error_of({file("/a", 0)}) == make_error_code(errc::outside_root));
    CHECK(error_of({file("a//b", 0)}) == make_error_code(errc::bad_name));
    CHECK(error_of({file("a/./b", 0)}) == make_error_code(errc::bad_name));
    CHECK(error_of({file("", 0)}) == make_error_code(errc::bad_name));
    CHECK(error_of({file("a\nb", 0)}) == make_error_code(errc::bad_name));
}

TEST_CASE("no name stands twice in an archive", "[zip][layout]")
{
    const auto refused = [](std::vector<member> members) {
        const auto made = layout::make(std::move(members));
        return !made && made.error() == errc::target_exists;
    };

    CHECK(refused({file("a", 0), file("a", 0)}));
    CHECK(refused({file("a", 0), file("a/", 0)}));
    CHECK(refused({file("d/a/b", 0), file("d/a", 0)}));
    CHECK_FALSE(refused({file("d/", 0), file("d/a", 0), file("d/b", 0)}));
}
