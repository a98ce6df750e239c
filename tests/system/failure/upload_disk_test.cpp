#include "support/private_mount.hpp"
#include "support/test_server.hpp"
#include "system/failure/download_trial.hpp"
#include "system/failure/upload_trial.hpp"

using namespace sluice;
using namespace sluice::test;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

using maker = std::unique_ptr<upload_trial> (*)(std::string, std::string);

/// A server whose served folder and state are on one small disk.
class small_disk {
public:
    small_disk() : disk_("mount -t tmpfs -o size=24m tmpfs \"$1\"")
    {
        if (!disk_.valid()) return;
        fs::create_directory(at("served"));
        // The paths are good within the disk's mount namespace only.
        const auto space = "--mount=/proc/" + std::to_string(disk_.holder()) + "/ns/mnt";
        const auto above = disk_.path_inside();
        server_.emplace(
            start({"/usr/bin/env", "nsenter", space, "--", server_program(), "-d",
                   above + "/served", "--state", above + "/state", "-l", outside_.at("log"), "-a",
                   "127.0.0.1", "-p", "0", "--no-repl", "--library-types", "all"}));
        const auto line = server_->read_line(deadline::after(20s));
        port_ = static_cast<std::uint16_t>(std::stoul(line.substr(line.rfind(':') + 1)));
    }

    bool valid() const { return disk_.valid(); }
    std::uint16_t port() const { return port_; }
    std::string log() const { return outside_.read("log"); }
    std::string at(const std::string& name) const { return disk_.path() + "/" + name; }

    /// Takes all but so many bytes.
    void fill(std::size_t but)
    {
        std::ofstream ballast(at("ballast"), std::ios::binary | std::ios::trunc);
        const auto free = fs::space(disk_.path()).available;
        const std::string page(4096, 'x');
        for (std::size_t wrote = 0; wrote + but + page.size() <= free; wrote += page.size())
            ballast << page;
    }
    void free() { fs::remove(at("ballast")); }

private:
    private_mount disk_;
    temp_folder outside_;
    std::optional<program> server_;
    std::uint16_t port_ = 0;
};

std::vector<std::string> files_below(const std::string& folder)
{
    std::vector<std::string> found;
    for (const auto& one : fs::recursive_directory_iterator(folder))
        if (one.is_regular_file()) found.push_back(one.path().string());
    return found;
}

std::string content_of(const std::string& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

} // namespace

TEST_CASE("an upload that finds no room is refused at its start and comes once there is",
          "[upload]")
{
    for (const maker door : {chunk_trial, tus_trial}) {
        small_disk disk;
        if (!disk.valid()) return;
        const auto trial = door(noise(3'000'000, 1), "big.txt");
        disk.fill(1'000'000);

        const bool went = trial->go_on(disk.port());

        INFO(trial->refusal().body);
        CHECK_FALSE(went);
        CHECK(trial->refusal().status == 507);
        CHECK(files_below(disk.at("state/incoming")).empty());
        disk.free();
        REQUIRE(trial->go_on(disk.port()));
        CHECK(content_of(files_below(disk.at("served")).at(0)) == trial->content());
    }
}

TEST_CASE("a disk that fills at any point of an upload costs nothing that was acknowledged",
          "[upload]")
{
    for (const maker door : {chunk_trial, tus_trial, flow_trial}) {
        for (unsigned point = 0; point < 8; ++point) {
            small_disk disk;
            if (!disk.valid()) return;
            const auto trial = door(noise(650'000, point), "big.txt");
            unsigned asked = 0;
            trial->before_each([&] {
                if (asked++ == point) disk.fill(0);
            });

            const bool went = trial->go_on(disk.port());

            const auto& refused = trial->refusal();
            INFO("full before request " << point << ": " << refused.status << refused.body << "\n"
                                        << disk.log());
            CHECK((went || refused.status == 507));
            disk.free();
            if (!went) REQUIRE(trial->go_on(disk.port()));
            CHECK(trial->lost().empty());
            const auto where = door == flow_trial ? "state/uploads" : "served";
            const auto files = files_below(disk.at(where));
            REQUIRE(files.size() == 1);
            CHECK(content_of(files.front()) == trial->content());
            CHECK(files_below(disk.at("state/incoming")).empty());
        }
    }
}

TEST_CASE("an upload can be given up on a full disk, which makes room", "[upload]")
{
    small_disk disk;
    if (!disk.valid()) return;
    const auto made = ask(
        disk.port(), {"POST", "/api/v1/uploads", {}, R"({"size": 9000000, "name": "big.bin"})"});
    REQUIRE(made.status == 201);
    disk.fill(0);

    const auto ended = ask(disk.port(), {"DELETE", made.fields.at("location")});

    INFO(ended.body);
    CHECK(ended.status == 204);
    CHECK(files_below(disk.at("state/incoming")).empty());
    CHECK(fs::space(disk.at("state")).available >= 8'900'000);
}
