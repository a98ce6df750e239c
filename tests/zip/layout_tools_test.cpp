#include "base/crc32.hpp"
#include "base/unique_fd.hpp"
#include "support/catch.hpp"
#include "support/program.hpp"
#include "support/temp_folder.hpp"
#include "zip/layout.hpp"

#include <fcntl.h>
#include <unistd.h>

using namespace sluice;
using zip::piece;

namespace {

constexpr std::int64_t some_time = 1'700'000'001'000'000'000;

/// Writes an archive whose data are holes: all bytes of all members are 0.
void write_archive(const std::string& path, std::vector<zip::member> members)
{
    std::vector<std::uint32_t> sums;
    const std::vector<std::byte> zeros(1U << 20U);
    for (const auto& one : members) {
        std::uint32_t sum = 0;
        for (auto left = one.size; left > 0;) {
            const auto count = std::min<std::uint64_t>(left, zeros.size());
            sum = crc32(byte_view(zeros).first(count), sum);
            left -= count;
        }
        sums.push_back(sum);
    }
    const auto made = zip::layout::make(std::move(members));
    REQUIRE(made);
    const unique_fd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
    REQUIRE(::ftruncate(file.get(), static_cast<off_t>(made->size())) == 0);
    for (std::uint64_t at = 0; at < made->size();) {
        const auto next = made->piece_at(at, made->size());
        if (next.from != piece::source::data) {
            const auto text = made->text_of(next, sums);
            REQUIRE(::pwrite(file.get(), text.data(), text.size(), static_cast<off_t>(at)) ==
                    static_cast<ssize_t>(text.size()));
        }
        at += next.length;
    }
}

std::string output_of(const std::string& tool, std::vector<std::string> arguments)
{
    test::program running(tool, {.arguments = std::move(arguments), .environment = {}});
    const auto ended = running.wait(deadline::after(std::chrono::seconds(240)));
    INFO(tool << ": " << ended.out.substr(0, 2000) << ended.err.substr(0, 2000));
    CHECK(ended.status == 0);
    return ended.out;
}

/// All four tools test every byte.
void check_by_tools(const std::string& path, std::size_t entries)
{
    const auto by_python = output_of("/usr/bin/python3", {"-c",
                                                          "import sys, zipfile\n"
                                                          "z = zipfile.ZipFile(sys.argv[1])\n"
                                                          "assert z.testzip() is None\n"
                                                          "print(len(z.namelist()), end='')\n",
                                                          path});
    CHECK(by_python == std::to_string(entries));
    const auto by_unzip = output_of("/usr/bin/unzip", {"-tq", path});
    CHECK(by_unzip.starts_with("No errors detected"));
    CHECK(output_of("/usr/bin/7z", {"t", path}).find("Everything is Ok") != std::string::npos);
    output_of("/usr/bin/bsdtar", {"-xOf", path, "--exclude", "*"});
}

} // namespace

TEST_CASE("unzip, 7z, bsdtar and Python take an archive", "[zip][tools]")
{
    test::temp_folder folder;
    write_archive(folder.at("a.zip"), {{"a.txt", 5, some_time},
                                       {"folder/", 0, some_time},
                                       {"folder/\xc3\xa4\xe2\x82\xac.bin", 100'000, some_time},
                                       {"nothing", 0, 0}});

    check_by_tools(folder.at("a.zip"), 4);
    output_of("/usr/bin/bsdtar", {"-xf", folder.at("a.zip"), "-C", folder.path()});
    CHECK(folder.read("a.txt") == std::string(5, '\0'));
    CHECK(std::filesystem::file_size(folder.at("folder/\xc3\xa4\xe2\x82\xac.bin")) == 100'000);
    const auto listed = output_of("/usr/bin/unzip", {"-l", "-UU", folder.at("a.zip")});
    CHECK(listed.find("nothing") != std::string::npos);
}

TEST_CASE("unzip, 7z, bsdtar and Python take an archive of 70,000 entries", "[zip][tools]")
{
    test::temp_folder folder;
    std::vector<zip::member> members;
    for (int i = 0; i < 70'000; ++i)
        members.push_back({"d/" + std::to_string(i), static_cast<std::uint64_t>(i % 3), some_time});
    write_archive(folder.at("a.zip"), std::move(members));

    check_by_tools(folder.at("a.zip"), 70'000);
}

TEST_CASE("unzip, 7z, bsdtar and Python take an archive of 5 GiB with what follows", "[zip][tools]")
{
    test::temp_folder folder;
    write_archive(folder.at("a.zip"),
                  {{"large", 5ULL << 30U, some_time}, {"behind", 1000, some_time}});

    check_by_tools(folder.at("a.zip"), 2);
}
