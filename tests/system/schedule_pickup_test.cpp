#include "schedule_desk.hpp"

#include <nlohmann/json.hpp>

#include <csignal>
#include <mutex>
#include <random>
#include <set>

using namespace sluice;
using namespace sluice::test;

namespace {

using strings = std::vector<std::string>;
using json = nlohmann::json;

/// A zip archive of small files, made by Python.
std::string zip_of(const strings& names)
{
    const temp_folder folder;
    program_options how;
    how.folder = folder.path();
    how.arguments = {"python3", "-c",
                     "import sys, zipfile\nz = zipfile.ZipFile('a.zip', 'w')\n"
                     "for n in sys.argv[1:]: z.writestr(n, 'content of ' + n)\nz.close()"};
    how.arguments.insert(how.arguments.end(), names.begin(), names.end());
    const auto ran = program("/usr/bin/env", how).wait(deadline::after(std::chrono::seconds(20)));
    REQUIRE(ran.status == 0);
    return folder.read("a.zip");
}

/// Offers archives one after the other, each again until it was confirmed: what the pick-up of a
/// server does, without its waiting.
class pickup_script {
public:
    explicit pickup_script(std::vector<std::string> archives)
        : archives_(std::move(archives)),
          peer([this](script_peer& to, const std::string& head) { answer(to, head); })
    {
    }

    std::vector<json> confirmations()
    {
        const std::scoped_lock lock(mutex_);
        return confirmed_;
    }

    void refuse_confirmations(int status)
    {
        const std::scoped_lock lock(mutex_);
        refusal_ = status;
    }

private:
    void answer(script_peer& to, const std::string& head)
    {
        std::unique_lock lock(mutex_);
        const auto number = confirmed_.size();
        const auto receipt = "r" + std::to_string(number);
        if (head.starts_with("GET /stream/foo/drc?confirm=manual ")) {
            const auto text =
                number < archives_.size()
                    ? http_text(200,
                                "Sluice-Receipt: " + receipt +
                                    "\r\nContent-Disposition: attachment; filename=\"drc_" +
                                    receipt + ".zip\"\r\n",
                                archives_[number])
                    : http_text(404, "", R"({"detail":"No .drc files available"})");
            lock.unlock();
            to.send(text);
            return;
        }
        const auto body = to.read_body(std::stoul(field_of(head, "content-length")));
        if (refusal_ != 0) {
            to.send(http_text(refusal_, "", "{}"));
            return;
        }
        // An old receipt: its confirmation has come before.
        if (target_of(head) == "/stream/receipts/" + receipt)
            confirmed_.push_back(json::parse(body));
        to.send(http_text(200, "", "{}"));
    }

    std::vector<std::string> archives_;
    std::mutex mutex_;
    std::vector<json> confirmed_;
    int refusal_ = 0;

public:
    http_script peer; // last: its threads use the rest
};

std::string pickup(const http_script& peer, const std::string& more = "unpack = yes\n")
{
    return "interval = 1h\nproject = foo\next = drc\napi = http://127.0.0.1:" +
           std::to_string(peer.port()) + "\n" + more;
}

} // namespace

TEST_CASE("what is fresh is unpacked, then confirmed with its checksums", "[system][schedule]")
{
    pickup_script server({zip_of({"a.drc", "b.drc"})});
    const schedule_desk desk(pickup(server.peer));

    const auto first = desk.run();
    const auto second = desk.run();

    INFO(first.err << second.err);
    CHECK(first.status == 0);
    CHECK(second.status == 0);
    CHECK(desk.shown() == strings{"a.drc", "b.drc"});
    CHECK(desk.in("b.drc") == "content of b.drc");
    CHECK(desk.is_tidy());
    const auto told = server.confirmations();
    REQUIRE(told.size() == 1);
    REQUIRE(told[0]["files"].size() == 2);
    CHECK(told[0]["files"][0]["name"] == "a.drc");
    CHECK(told[0]["files"][0]["size"] == 16);
    CHECK(told[0]["files"][0]["crc32"].get<std::string>().size() == 8);
    CHECK(count_of(desk.history(), "\"nothing new\"") == 1);
}

TEST_CASE("without unpacking the archive is kept under its name", "[system][schedule]")
{
    const auto archive = zip_of({"a.drc"});
    pickup_script server({archive});
    const schedule_desk desk(pickup(server.peer, ""));

    const auto ran = desk.run();

    INFO(ran.err);
    CHECK(ran.status == 0);
    CHECK(desk.shown() == strings{"drc_r0.zip"});
    CHECK(desk.in("drc_r0.zip") == archive);
    CHECK(desk.is_tidy());
    CHECK(server.confirmations().size() == 1);
}

TEST_CASE("a damaged archive is not confirmed and leaves nothing", "[system][schedule]")
{
    auto archive = zip_of({"a.drc", "b.drc"});
    archive[archive.find("content of b") + 3] ^= 1;
    pickup_script server({archive});
    const schedule_desk desk(pickup(server.peer));

    const auto ran = desk.run();

    CHECK(ran.status == 6);
    CHECK(desk.shown().empty());
    CHECK(desk.is_tidy());
    CHECK(server.confirmations().empty());
}

TEST_CASE("a confirmation that did not come through is sent again, not the files",
          "[system][schedule]")
{
    pickup_script server({zip_of({"a.drc"})});
    const schedule_desk desk(pickup(server.peer));
    server.refuse_confirmations(503);

    const auto first = desk.run();
    const auto held = desk.shown();
    std::filesystem::remove(desk.folder.at("in/a.drc")); // somebody used it already
    server.refuse_confirmations(0);
    const auto second = desk.run();

    CHECK(first.status == 12);
    CHECK(held == strings{"a.drc"});
    CHECK(second.status == 0);
    CHECK(server.confirmations().size() == 1);
    CHECK(desk.shown().empty());
    CHECK(desk.is_tidy());
}

TEST_CASE("killed at any moment, a pick-up neither loses nor doubles a file",
          "[system][schedule][kill]")
{
    const auto unpack = GENERATE(std::string("unpack = yes\n"), std::string("unpack = no\n"));
    const auto seed = std::random_device{}();
    INFO("seed " << seed << ", " << unpack);
    std::mt19937_64 random(seed);
    std::vector<std::string> archives;
    strings expected;
    for (int i = 0; i < 6; ++i) {
        const auto name = "f" + std::to_string(i) + ".drc";
        archives.push_back(zip_of({name}));
        expected.push_back(
            unpack.find("yes") != unpack.npos ? name : "drc_r" + std::to_string(i) + ".zip");
    }
    pickup_script server(archives);
    const schedule_desk desk(pickup(server.peer, unpack));

    for (int trial = 0; trial < 25; ++trial) {
        auto running = desk.start({"run"});
        std::this_thread::sleep_for(std::chrono::milliseconds(random() % 150));
        running.signal(SIGKILL);
        running.wait(deadline::after(std::chrono::seconds(20)));
    }
    for (std::size_t i = 0; i <= archives.size(); ++i)
        desk.run();

    CHECK(desk.shown() == expected);
    CHECK(desk.is_tidy());
    CHECK(server.confirmations().size() == archives.size());
}
