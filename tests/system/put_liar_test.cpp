#include "support/catch.hpp"
#include "support/raw_peer.hpp"
#include "support/scripted_server.hpp"
#include "support/test_client.hpp"

#include <atomic>
#include <csignal>
#include <functional>
#include <thread>

namespace sluice::test {
namespace {

using namespace std::chrono_literals;

/// A client that lies in what it gives: `answer` replies to one request, false ends the connection.
class lying_client {
public:
    using answering = std::function<bool(raw_peer&, const raw_frame&)>;

    explicit lying_client(const test_server& server, answering answer, unsigned givers = 4)
        : control_(raw_peer::greeted(server.port()))
    {
        proto::put_request wanted;
        wanted.into = "in";
        control_.send(wanted, 7);
        const auto accepted = next<proto::put_accepted>();
        for (unsigned i = 0; i < givers; ++i)
            threads_.emplace_back([port = server.port(), ticket = accepted.ticket, answer] {
                raw_peer giver(port);
                proto::hello hello;
                hello.role = proto::role::giver;
                if (!giver.send(hello, 0) || !giver.receive()) return;
                giver.send(proto::attach{ticket}, 0);
                while (const auto request = giver.receive())
                    if (!answer(giver, *request)) return;
            });
    }
    lying_client(const lying_client&) = delete;
    lying_client& operator=(const lying_client&) = delete;
    ~lying_client()
    {
        control_.close();
        for (auto& one : threads_)
            one.join();
    }

    raw_peer& control() { return control_; }

    proto::put_end end() { return next<proto::put_end>(); }

private:
    template <class Message>
    Message next()
    {
        while (true) {
            const auto frame = control_.receive();
            if (!frame) throw std::runtime_error("the server closed the control connection");
            const auto message = frame->message();
            if (const auto* wanted = std::get_if<Message>(&message)) return *wanted;
        }
    }

    raw_peer control_;
    std::vector<std::thread> threads_;
};

proto::entry entry_called(std::string path, std::uint64_t size = 3)
{
    proto::entry made;
    made.path = std::move(path);
    made.size = size;
    made.version.fill(std::byte{7});
    made.chunk_size = 1U << 20U;
    return made;
}

/// Answers a listing with these and every read with three bytes and, as digest, what `digest` says.
lying_client::answering offers(std::vector<proto::entry> entries, std::byte digest)
{
    return [entries = std::move(entries), digest](raw_peer& to, const raw_frame& request) {
        const auto id = request.header.request_id;
        const auto message = request.message();
        if (std::holds_alternative<proto::list_request>(message))
            return to.send(proto::listing{entries, {}, 0}, id);
        if (!std::holds_alternative<proto::read_request>(message)) return false;
        proto::range_end end;
        end.version.fill(std::byte{7});
        end.digests.assign(16, digest);
        return send_data(to, id, "abc") && to.send(end, id);
    };
}

void require_still_serving(const test_server& server)
{
    const temp_folder from;
    from.write("honest", "1");
    CHECK(run_client(server, from, {"put", from.at("honest")}).status == 0);
    CHECK(server.files().read("honest") == "1");
}

TEST_CASE("names that a giver must not use are refused one by one", "[system][put][hostile]")
{
    const temp_folder around;
    server_options how;
    around.make_folder("served/deep");
    how.folder = around.at("served");
    how.arguments = {"--stall-limit", "1s", "--state", "none"};
    const test_server server(how);
    std::vector<proto::entry> names;
    for (const auto* one : {"../../escaped", "/tmp/sluice-escaped", "", "a//b", "a/../../b", ".",
                            "..", "a/./b", "back/", ".x.00000000.part"})
        names.push_back(entry_called(one));
    names.push_back(entry_called(std::string(300, 'n')));
    names.push_back(entry_called(std::string("nul\0nul", 7)));
    const auto count = names.size();

    lying_client liar(server, offers(std::move(names), std::byte{0}));
    const auto end = liar.end();

    CHECK(end.files_done == 0);
    CHECK(end.files_failed <= count);
    CHECK(around.names() == std::vector<std::string>{"served"});
    CHECK_FALSE(std::filesystem::exists("/tmp/sluice-escaped"));
    std::size_t files = 0;
    for (const auto& one : std::filesystem::recursive_directory_iterator(around.path()))
        if (one.is_regular_file() && !one.path().filename().string().starts_with('.')) ++files;
    CHECK(files == 0);
}

TEST_CASE("a giver whose digests never fit is given up, and nothing appears",
          "[system][put][hostile]")
{
    const test_server server({"--stall-limit", "1s"});

    lying_client liar(server, offers({entry_called("bad.bin")}, std::byte{0x55}));
    const auto end = liar.end();

    CHECK(end.files_done == 0);
    CHECK_FALSE(server.files().has("in/bad.bin"));
    require_still_serving(server);
}

TEST_CASE("a giver that says sizes that are not true gets nothing published",
          "[system][put][hostile]")
{
    const test_server server({"--stall-limit", "1s"});
    for (const std::uint64_t size :
         {std::uint64_t{2}, std::uint64_t{900}, std::uint64_t{1} << 62U, ~std::uint64_t{0}}) {
        INFO(size);
        lying_client liar(server, offers({entry_called("lie.bin", size)}, std::byte{0}));
        const auto end = liar.end();
        CHECK(end.files_done == 0);
        CHECK_FALSE(server.files().has("in/lie.bin"));
    }
    require_still_serving(server);
}

TEST_CASE("a giver whose listing never ends is cancelled like any other", "[system][put][hostile]")
{
    const test_server server({"--stall-limit", "1s"});
    const auto pages = std::make_shared<std::atomic<unsigned>>(0);
    lying_client liar(server, [pages](raw_peer& to, const raw_frame& request) {
        if (request.header.type != proto::frame_type::list) return false;
        const auto page = std::to_string(++*pages);
        return to.send(proto::listing{{}, page, 0}, request.header.request_id);
    });
    eventually([&] { return *pages > 0; }, deadline::after(20s));

    liar.control().send(proto::cancel{}, 7);
    const auto end = liar.end();

    CHECK(end.status != 0);
    require_still_serving(server);
}

/// A server that takes the put, and asks on every attached connection for what was never named.
class asking_server {
public:
    explicit asking_server(std::vector<std::string> paths)
        : paths_(std::move(paths)),
          server_(script())
    {
    }

    std::uint16_t port() const { return server_.port(); }
    unsigned refused() const { return refused_; }
    unsigned given() const { return given_; }

private:
    server_script script()
    {
        server_script made;
        made.welcome.features = proto::feature_put;
        made.instead[proto::frame_type::put_request] = [](raw_peer& to, const raw_frame& request) {
            return to.send(proto::put_accepted{}, request.header.request_id);
        };
        made.instead[proto::frame_type::attach] = [this](raw_peer& to, const raw_frame&) {
            return ask(to);
        };
        return made;
    }

    bool ask(raw_peer& giver)
    {
        std::uint32_t id = 0;
        for (const auto& path : paths_) {
            proto::read_request wanted;
            wanted.path = path;
            wanted.length = 100;
            if (!giver.send(wanted, ++id)) return false;
            const auto answer = giver.receive();
            if (!answer) return false;
            const bool refusal = answer->header.type == proto::frame_type::error;
            ++(refusal ? refused_ : given_);
        }
        return false;
    }

    std::vector<std::string> paths_;
    std::atomic<unsigned> refused_ = 0;
    std::atomic<unsigned> given_ = 0;
    scripted_server server_; // last: its threads use the rest
};

TEST_CASE("a client shows a server nothing but what was named", "[system][put][hostile]")
{
    const temp_folder from;
    from.write("shown/a", "1");
    from.write("hidden", "secret");
    std::filesystem::create_symlink(from.at("hidden"), from.at("shown/link"));
    asking_server server({"../../etc/passwd", "/etc/passwd", "hidden", "shown/../hidden",
                          "shown/link", "shownn", "shown/../../etc/passwd", ""});
    auto client =
        start_client(server.port(), from, {"-r", "0", "-w", "1", "put", from.at("shown")});

    const auto asked = [&] { return server.refused() + server.given() >= 8; };
    CHECK(eventually(asked, deadline::after(20s)));
    CHECK(server.given() == 0);
    CHECK_FALSE(client.has_ended());
    client.signal(SIGTERM);
    CHECK(client.wait(deadline::after(20s)).status == 143);
}

} // namespace
} // namespace sluice::test
