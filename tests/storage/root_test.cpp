#include "storage/root.hpp"
#include "support/as_nobody.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/un.h>

#include <chrono>

using namespace sluice;
using namespace sluice::storage;
using namespace sluice::test;

namespace {

/// A served folder with one of everything, and a secret outside of it.
struct served_folder {
    served_folder()
    {
        above.write("secret", "secret");
        above.make_folder("root/folder");
        above.write("root/file", "content");
        above.write("root/folder/inner", "inner content");
        above.write("root/private", "nobody's business");
        ::chmod(above.at("root/private").c_str(), 0);
        ::chmod(above.path().c_str(), 0755);
        link("root/link-inside", "file");
        link("root/link-outside", "../secret");
        link("root/link-absolute", above.at("secret"));
        link("root/link-folder", "folder");
        link("root/link-magic", "/proc/self/root");
        link("root/link-dangling", "nothing");
        ::mkfifo(above.at("root/fifo").c_str(), 0666);
        make_socket();
        has_device = ::mknod(above.at("root/device").c_str(), S_IFCHR | 0666, makedev(1, 3)) == 0;
    }

    void link(const char* name, const std::string& to) const
    {
        std::filesystem::create_symlink(to, above.at(name));
    }

    void make_socket() const
    {
        const unique_fd bound(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
        sockaddr_un where{};
        where.sun_family = AF_UNIX;
        above.at("root/socket").copy(where.sun_path, sizeof(where.sun_path) - 1);
        ::bind(bound.get(), reinterpret_cast<sockaddr*>(&where), sizeof(where));
    }

    std::string content(const opened_file& opened) const
    {
        char bytes[100];
        const auto got = ::read(opened.file.get(), bytes, sizeof(bytes));
        return {bytes, static_cast<std::size_t>(std::max<ssize_t>(got, 0))};
    }

    static std::string made(const temp_folder& above)
    {
        above.make_folder("root");
        return above.at("root");
    }

    temp_folder above;
    bool has_device = false;
    root files = *root::open(made(above));
};

safe_path path_of(std::string_view text)
{
    return *check_path(text);
}

struct refusal {
    const char* path;
    errc why;
};

const refusal refusals[] = {
    {"missing", errc::not_found},
    {"missing/inner", errc::not_found},
    {"file/inner", errc::not_a_folder},
    {"folder", errc::not_a_file},
    {"", errc::not_a_file},
    {"link-inside", errc::outside_root},
    {"link-outside", errc::outside_root},
    {"link-absolute", errc::outside_root},
    {"link-dangling", errc::outside_root},
    {"link-folder", errc::outside_root},
    {"link-folder/inner", errc::outside_root},
    {"link-magic/etc/passwd", errc::outside_root},
    {"fifo", errc::not_a_file},
    {"socket", errc::not_a_file},
};

} // namespace

TEST_CASE("regular files below the root open with their stamp", "[storage][root]")
{
    const served_folder t;

    const auto file = t.files.open_file(path_of("file"));
    const auto inner = t.files.open_file(path_of("folder/inner"));

    REQUIRE(file);
    REQUIRE(inner);
    CHECK(t.content(*file) == "content");
    CHECK(t.content(*inner) == "inner content");
    CHECK(file->stamp.size == 7);
    CHECK(file->stamp == *stamp_of_open(file->file.get()));
}

TEST_CASE("nothing but regular files below the root opens", "[storage][root]")
{
    const served_folder t;
    for (const auto& [path, why] : refusals) {
        INFO("'" << path << "'");
        const auto opened = t.files.open_file(path_of(path));
        REQUIRE_FALSE(opened);
        CHECK(opened.error() == why);
        CHECK(opened.error().detail() == path);
    }
}

TEST_CASE("opening a FIFO does not wait for a writer", "[storage][root]")
{
    const served_folder t;
    const auto start = std::chrono::steady_clock::now();

    CHECK_FALSE(t.files.open_file(path_of("fifo")));

    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(20));
}

TEST_CASE("a device is not a file", "[storage][root]")
{
    const served_folder t;
    if (!t.has_device) return; // only root makes devices
    const auto opened = t.files.open_file(path_of("device"));
    REQUIRE_FALSE(opened);
    CHECK((opened.error() == errc::not_a_file || opened.error() == errc::permission_denied));
    CHECK(t.files.stat(path_of("device")).error() == errc::not_a_file);
}

TEST_CASE("a file that may not be read is permission_denied", "[storage][root]")
{
    const served_folder t;
    const as_nobody less_rights;
    const auto opened = t.files.open_file(path_of("private"));
    REQUIRE_FALSE(opened);
    CHECK(opened.error() == errc::permission_denied);
}

TEST_CASE("the short way of opening agrees with the long one", "[storage][root]")
{
    const served_folder t;
    REQUIRE(t.files.open_file(path_of("folder/inner")));

    const auto good = t.files.open_file_cached(path_of("folder/inner"));
    if (good) {
        REQUIRE(*good);
        CHECK(t.content(**good) == "inner content");
    }
    for (const auto& [path, why] : refusals) {
        INFO("'" << path << "'");
        const auto opened = t.files.open_file_cached(path_of(path));
        if (!opened) continue; // it cannot tell
        REQUIRE_FALSE(*opened);
        CHECK(opened->error() == why);
    }
}

TEST_CASE("folders open for listing and links to folders do not", "[storage][root]")
{
    const served_folder t;

    CHECK(t.files.open_folder(path_of("")));
    CHECK(t.files.open_folder(path_of("folder")));
    CHECK(t.files.open_folder(path_of("file")).error() == errc::not_a_folder);
    CHECK(t.files.open_folder(path_of("missing")).error() == errc::not_found);
    CHECK(t.files.open_folder(path_of("link-folder")).error() == errc::outside_root);
    CHECK(t.files.open_folder(path_of("link-magic")).error() == errc::outside_root);
}

TEST_CASE("stat tells of files and folders only", "[storage][root]")
{
    const served_folder t;

    CHECK(t.files.stat(path_of("file"))->st_size == 7);
    CHECK(S_ISDIR(t.files.stat(path_of("folder"))->st_mode));
    CHECK(S_ISDIR(t.files.stat(path_of(""))->st_mode));
    CHECK(t.files.stat(path_of("private"))->st_size == 17);
    CHECK(t.files.stat(path_of("missing")).error() == errc::not_found);
    for (const auto* path : {"link-inside", "link-outside", "link-folder", "fifo", "socket"}) {
        INFO(path);
        CHECK_FALSE(t.files.stat(path_of(path)));
    }
    CHECK(t.files.stat(path_of("link-folder/inner")).error() == errc::outside_root);
}

TEST_CASE("the root stays the folder it was opened as", "[storage][root]")
{
    const served_folder t;
    std::filesystem::rename(t.above.at("root"), t.above.at("moved"));
    t.above.write("root/file", "an impostor");

    const auto opened = t.files.open_file(path_of("file"));

    REQUIRE(opened);
    CHECK(t.content(*opened) == "content");
}

TEST_CASE("a root must be a folder that is there", "[storage][root]")
{
    const temp_folder t;
    t.write("file", "");

    CHECK(root::open(t.path()));
    CHECK(root::open(t.at("missing")).error() == errc::not_found);
    CHECK(root::open(t.at("file")).error() == errc::not_a_folder);
    CHECK(root::open(t.at("missing")).error().detail() == t.at("missing"));
}

TEST_CASE("the version that stands at a path now is that of the opened file", "[storage][root]")
{
    served_folder served;

    for (const auto* name : {"file", "folder/inner"}) {
        CAPTURE(name);
        const auto opened = served.files.open_file(path_of(name));
        REQUIRE(opened);
        CHECK(served.files.stamp_now(path_of(name)) == opened->stamp);
    }
    for (const auto* name : {"", "folder", "missing", "link-inside", "link-outside", "fifo",
                             "link-folder/inner", "link-magic", "folder/missing"}) {
        CAPTURE(name);
        CHECK_FALSE(served.files.stamp_now(path_of(name)));
    }
}
