#include "schedule_desk.hpp"

#include <atomic>
#include <csignal>
#include <random>

using namespace sluice;
using namespace sluice::test;

namespace {

using strings = std::vector<std::string>;

std::string section(const http_script& peer, const std::string& path,
                    const std::string& more = "allow = 127.0.0.1\n")
{
    return "interval = 1h\nsource = " + peer.url(path) + "\n" + more;
}

/// Serves one content with a strong tag, ranges and conditions; the first answers break off after
/// so many bytes.
class file_script {
public:
    explicit file_script(std::string content, std::vector<std::size_t> breaks = {})
        : content_(std::move(content)),
          breaks_(std::move(breaks)),
          peer([this](script_peer& to, const std::string& head) { answer(to, head); })
    {
    }

    std::atomic<unsigned> whole = 0;
    std::atomic<unsigned> ranged = 0;
    std::atomic<unsigned> unchanged = 0;

private:
    void answer(script_peer& to, const std::string& head)
    {
        const std::string tag = "\"v1\"";
        if (field_of(head, "if-none-match") == tag) {
            ++unchanged;
            to.send("HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n");
            return;
        }
        std::size_t from = 0;
        const auto range = field_of(head, "range");
        if (!range.empty() && field_of(head, "if-range") == tag) from = std::stoul(range.substr(6));
        ++(from > 0 ? ranged : whole);
        const auto rest = content_.substr(from);
        auto text =
            "HTTP/1.1 " + std::string(from > 0 ? "206 Part" : "200 OK") + "\r\nETag: " + tag +
            "\r\nConnection: close\r\nContent-Length: " + std::to_string(rest.size()) + "\r\n";
        if (from > 0)
            text += "Content-Range: bytes " + std::to_string(from) + "-" +
                    std::to_string(content_.size() - 1) + "/" + std::to_string(content_.size()) +
                    "\r\n";
        to.send(text + "\r\n");
        const auto number = asked_++;
        to.send(number < breaks_.size() ? rest.substr(0, breaks_[number]) : rest);
    }

    std::string content_;
    std::vector<std::size_t> breaks_;
    std::atomic<std::size_t> asked_ = 0;

public:
    http_script peer; // last: its threads use the rest
};

} // namespace

TEST_CASE("a URL is fetched once and then asked whether it changed", "[system][schedule]")
{
    file_script file(sample_bytes(100'000));
    const schedule_desk desk(section(file.peer, "/a.bin"));

    const auto first = desk.run();
    const auto second = desk.run();

    INFO(first.err << second.err);
    CHECK(first.status == 0);
    CHECK(second.status == 0);
    CHECK(desk.shown() == strings{"a.bin"});
    CHECK(desk.in("a.bin") == sample_bytes(100'000));
    CHECK(file.whole == 1);
    CHECK(file.unchanged == 1);
    CHECK(desk.is_tidy());
    CHECK(count_of(desk.history(), "\"nothing new\"") == 1);
}

TEST_CASE("a fetch that broke off goes on where its last whole chunk ended", "[system][schedule]")
{
    const auto content = sample_bytes(5'000'000);
    file_script file(content, {3'300'000, 1'500'000});
    const schedule_desk desk(section(file.peer, "/a.bin"));

    const auto first = desk.run();
    const auto second = desk.run();
    const auto third = desk.run();

    INFO(first.err << second.err << third.err);
    CHECK(first.status == 5);
    CHECK(second.status == 5);
    CHECK(third.status == 0);
    CHECK(file.whole == 1);
    CHECK(file.ranged == 2);
    CHECK(desk.shown() == strings{"a.bin"});
    CHECK(desk.in("a.bin") == content);
    CHECK(desk.is_tidy());
}

TEST_CASE("this machine is not asked unless the schedule allows it", "[system][schedule]")
{
    file_script file("secret");
    const schedule_desk desk(section(file.peer, "/a.bin", ""));

    const auto refused = desk.run();
    const auto allowed = desk.run({"run", "--allow-private"});

    CHECK(refused.status == 10);
    CHECK(refused.err.find("not allowed") != std::string::npos);
    CHECK(allowed.status == 0);
    CHECK(file.whole == 1);
}

TEST_CASE("a redirect to where nobody may go is not followed", "[system][schedule]")
{
    const http_script peer([](script_peer& to, const std::string&) {
        to.send(http_text(302, "Location: http://169.254.169.254/latest/meta-data/\r\n", ""));
    });
    const schedule_desk desk(section(peer, "/a.bin"));

    const auto ran = desk.run();

    CHECK(ran.status == 10);
    CHECK(ran.err.find("metadata") != std::string::npos);
    CHECK(desk.shown().empty());
}

TEST_CASE("a hostile name stays in the folder, and nothing is overwritten", "[system][schedule]")
{
    const http_script peer([](script_peer& to, const std::string&) {
        to.send(http_text(200, "Content-Disposition: attachment; filename=\"../../x\"\r\n", "new"));
    });
    const schedule_desk desk(section(peer, "/a.bin"));
    desk.folder.write("in/x", "old");

    const auto ran = desk.run();

    INFO(ran.err);
    CHECK(ran.status == 0);
    CHECK(desk.shown() == strings{"x", "x(1)"});
    CHECK(desk.in("x") == "old");
    CHECK(desk.in("x(1)") == "new");
}

TEST_CASE("an endless body ends at its limit and leaves nothing", "[system][schedule]")
{
    const http_script peer([](script_peer& to, const std::string&) {
        to.send("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
        const std::string piece(65536, 'x');
        while (to.send(piece)) {
        }
    });
    const schedule_desk desk(section(peer, "/a.bin", "allow = 127.0.0.1\nmost-bytes = 3M\n"));

    const auto ran = desk.run();

    CHECK(ran.status == 1);
    CHECK(ran.err.find("more than --most-bytes") != std::string::npos);
    CHECK(desk.shown().empty());
    CHECK(desk.is_tidy());
}

TEST_CASE("a body that is not what its digest says never appears", "[system][schedule]")
{
    const http_script peer([](script_peer& to, const std::string&) {
        const std::string other(43, 'A');
        to.send(http_text(200, "Repr-Digest: sha-256=:" + other + "=:\r\n", "body"));
    });
    const schedule_desk desk(section(peer, "/a.bin"));

    const auto ran = desk.run();

    CHECK(ran.status == 6);
    CHECK(desk.shown().empty());
    CHECK(desk.is_tidy());
}

TEST_CASE("lies about lengths and ranges are no files", "[system][schedule]")
{
    const strings lies{
        "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort",
        "HTTP/1.1 206 Part\r\nContent-Range: bytes 5-9/10\r\nContent-Length: 5\r\n\r\n56789",
        "HTTP/1.1 204 None\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd",
        "HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551615\r\n\r\nabcd",
        "HTTP/1.1 500 Oh\r\nContent-Length: 4\r\n\r\nabcd",
    };
    for (const auto& lie : lies) {
        INFO(lie);
        const http_script peer([&lie](script_peer& to, const std::string&) { to.send(lie); });
        const schedule_desk desk(section(peer, "/a.bin"));

        CHECK(desk.run().status != 0);
        CHECK(desk.shown().empty());
    }
}

TEST_CASE("a zip is unpacked, and one that leads out of the folder is not", "[system][schedule]")
{
    const temp_folder made;
    const auto python = [&made](const std::string& body) {
        program_options how;
        how.folder = made.path();
        how.arguments = {"python3", "-c",
                         "import zipfile\nz = zipfile.ZipFile('a.zip', 'w')\n" + body +
                             "\nz.close()"};
        const auto ran =
            program("/usr/bin/env", how).wait(deadline::after(std::chrono::seconds(20)));
        REQUIRE(ran.status == 0);
        return made.read("a.zip");
    };
    const auto unpacked_from = [](const std::string& archive, int& status) {
        const http_script peer([&archive](script_peer& to, const std::string&) {
            to.send(http_text(200, "ETag: \"z\"\r\n", archive));
        });
        const schedule_desk desk(section(peer, "/a.zip", "allow = 127.0.0.1\nunpack = yes\n"));
        status = desk.run().status;
        CHECK(desk.is_tidy());
        CHECK_FALSE(desk.folder.has("slipped"));
        return desk.shown();
    };
    int good = -1;
    int bad = -1;

    const auto files =
        unpacked_from(python("z.writestr('a.txt', 'one'); z.writestr('b.txt', 'two')"), good);
    const auto none =
        unpacked_from(python("z.writestr('a.txt', 'one'); z.writestr('../slipped', 'x')"), bad);

    CHECK(good == 0);
    CHECK(files == strings{"a.txt", "b.txt"});
    CHECK(bad == 10);
    CHECK(none.empty());
}

TEST_CASE("killed at any moment, a schedule neither loses nor doubles its file",
          "[system][schedule][kill]")
{
    const auto seed = std::random_device{}();
    INFO("seed " << seed);
    std::mt19937_64 random(seed);
    const auto content = sample_bytes(6'000'000);
    file_script file(content);
    const schedule_desk desk(section(file.peer, "/a.bin"));

    for (int trial = 0; trial < 12; ++trial) {
        auto running = desk.start({"run"});
        std::this_thread::sleep_for(std::chrono::milliseconds(random() % 120));
        running.signal(SIGKILL);
        running.wait(deadline::after(std::chrono::seconds(20)));
    }
    const auto last = desk.run();

    INFO(last.err);
    CHECK(last.status == 0);
    CHECK(desk.shown() == strings{"a.bin"});
    CHECK(desk.in("a.bin") == content);
    CHECK(desk.is_tidy());
}
