#include "base/crc32.hpp"
#include "support/catch.hpp"
#include "support/strace.hpp"
#include "support/test_server.hpp"
#include "system/failure/download_trial.hpp"
#include "system/failure/mortal_server.hpp"
#include "system/pickup_project.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <thread>

using namespace sluice;
using namespace sluice::test;
using namespace std::chrono_literals;

namespace {

/// Calls of one thread are counted; more than a pick-up here makes.
constexpr unsigned most_calls = 60;

/// A client that confirms what it has unpacked, and remembers what it has not confirmed yet.
class patient_client {
public:
    /// True once there is nothing more to fetch and all is confirmed.
    bool go_on(std::uint16_t port)
    {
        if (!receipt_.empty() && !confirm(port)) return false;
        while (true) {
            const auto got = ask(port, {.target = "/stream/foo/drc?confirm=manual", .fields = {}});
            if (got.status == 404) return true;
            if (got.status != 200) return false;
            const auto files = unpacked(got.body);
            if (!files) return false;
            files_ = *files;
            receipt_ = got.fields.at("sluice-receipt");
            if (!confirm(port)) return false;
        }
    }

    /// How often each file was confirmed.
    const std::map<std::string, int>& confirmed() const { return confirmed_; }

private:
    bool confirm(std::uint16_t port)
    {
        nlohmann::json claims = nlohmann::json::array();
        for (const auto& [name, content] : files_)
            claims.push_back({{"name", name},
                              {"size", content.size()},
                              {"crc32", fmt::format("{:08x}", crc32(as_bytes(content)))}});
        const auto answer = ask(port, {.method = "POST",
                                       .target = "/stream/receipts/" + receipt_,
                                       .fields = {},
                                       .body = nlohmann::json{{"files", claims}}.dump()});
        if (answer.status == 200)
            for (const auto& [name, content] : files_)
                ++confirmed_[name];
        // Given back meanwhile: it comes again, and what is here is dropped.
        if (answer.status == 200 || answer.status == 409) receipt_.clear();
        return receipt_.empty();
    }

    std::string receipt_;
    std::map<std::string, std::string> files_;
    std::map<std::string, int> confirmed_;
};

/// False: all went through without a kill.
bool survives_kill(const std::string& call, unsigned number)
{
    INFO("killed at " << call << " number " << number);
    const temp_folder data;
    mortal_server server({"--datadir", data.path(), "--pickup-settle", "0s"});
    pickup_project project(data);
    for (const auto* name : {"a.drc", "b.drc", "c.drc"})
        project.add(name, std::string(1000 + number, name[0]));
    data.write("foo/archive/b.drc", "older");
    patient_client client;
    bool undisturbed = false;
    {
        auto dying = server.start_dying_at(call, number);
        if (dying) undisturbed = client.go_on(server.port());
        if (dying && undisturbed) {
            dying->signal(SIGTERM);
            dying->wait(deadline::after(20s));
        }
    }
    auto sound = server.start_sound();
    // What changed just now is offered a moment later.
    const auto limit = deadline::after(20s);
    do {
        REQUIRE(client.go_on(server.port()));
        std::this_thread::yield();
    } while (!project.all_put_away() && deadline::clock::now() < limit.at());
    REQUIRE(project.names_in("bar").empty());
    REQUIRE(project.names_in("archive").size() == 4);
    REQUIRE(data.read("foo/archive/b.drc") == "older");
    for (const auto& [name, content] : project.made()) {
        const auto there = name == "b.drc" ? std::string("b(1).drc") : name;
        REQUIRE(data.read("foo/archive/" + there) == content);
        REQUIRE(client.confirmed().at(name) == 1);
    }
    return !undisturbed;
}

} // namespace

TEST_CASE("a pick-up outlives a kill at every call that changes something", "[system][pickup]")
{
    if (!may_trace()) return;
    unsigned first = 0;
    for (const auto* call :
         {"pwrite64", "fdatasync", "fsync", "renameat2", "mkdirat", "openat2", "sendfile"}) {
        unsigned quiet = 0;
        for (unsigned number = 1 + first++ % kill_stride;
             number <= most_calls && quiet < kill_patience; number += kill_stride)
            quiet = survives_kill(call, number) ? 0 : quiet + 1;
    }
}
