#include "base/exit_code.hpp"
#include "support/catch.hpp"
#include "support/mentions.hpp"
#include "support/scripted_server.hpp"
#include "support/test_client.hpp"

#include <atomic>

namespace sluice::test {
namespace {

using namespace std::chrono_literals;
using proto::frame_type;

const std::vector<std::string> impatient{"-r",   "1", "--connect-limit", "400ms", "--stall-limit",
                                         "400ms"};

finished_program ask(std::uint16_t port, const temp_folder& out, std::vector<std::string> words)
{
    words.insert(words.begin(), impatient.begin(), impatient.end());
    return run_client(port, out, words);
}

proto::read_request read_in(const raw_frame& request)
{
    return std::get<proto::read_request>(request.message());
}

bool nothing_published(const temp_folder& out)
{
    for (const auto& name : out.names())
        if (!name.starts_with(".")) return false;
    return true;
}

TEST_CASE("a scripted server that is honest serves the client", "[system][hostile]")
{
    server_script script;
    script.content = sample_bytes(3'000'000);
    scripted_server server(script);
    const temp_folder out;

    const auto got = ask(server.port(), out, {"get", "a.bin"});

    INFO(got.err);
    CHECK(got.status == 0);
    CHECK(out.read("a.bin") == script.content);
}

TEST_CASE("a server that is silent or talks something else is a network error", "[system][hostile]")
{
    const std::vector<std::function<bool(raw_peer&)>> starts{
        [](raw_peer& peer) { return peer.receive() && peer.receive(); },
        [](raw_peer& peer) { return peer.send("SSH-2.0-OpenSSH_9.2\r\n") && peer.receive(); },
        [](raw_peer& peer) { return peer.send(sample_bytes(100'000)) && peer.receive(); },
        [](raw_peer&) { return false; },
    };
    for (const auto& start : starts) {
        server_script script;
        script.at_start = start;
        scripted_server server(script);
        const temp_folder out;

        const auto listed = ask(server.port(), out, {"ls"});
        const auto got = ask(server.port(), out, {"get", "a.bin"});

        CHECK(listed.status == 5);
        CHECK_FALSE(listed.err.empty());
        CHECK(got.status == 5);
        CHECK(out.names().empty());
    }
}

TEST_CASE("a server that falls silent after the welcome is given up", "[system][hostile]")
{
    server_script script;
    script.instead[frame_type::stat] = [](raw_peer&, const raw_frame&) { return true; };
    script.instead[frame_type::list] = script.instead[frame_type::stat];
    scripted_server server(script);
    const temp_folder out;

    const auto listed = ask(server.port(), out, {"ls"});
    const auto got = ask(server.port(), out, {"get", "a.bin"});

    CHECK(listed.status == 5);
    CHECK_THAT(listed.err, mentions("timed out"));
    CHECK(got.status == 5);
}

TEST_CASE("a welcome of an unknown version is refused, silly limits are not obeyed",
          "[system][hostile]")
{
    server_script strange;
    strange.welcome.version = 99;
    scripted_server other(strange);
    server_script silly;
    silly.content = "hello";
    silly.welcome.max_control = 0;
    silly.welcome.max_data = ~std::uint32_t{0};
    silly.welcome.max_outstanding = 0;
    silly.welcome.peer_name = "\x1b[2J\n";
    scripted_server server(silly);
    const temp_folder out;

    const auto refused = ask(other.port(), out, {"ls"});
    const auto got = ask(server.port(), out, {"get", "a.bin"});

    CHECK(refused.status == 5);
    CHECK_THAT(refused.err, mentions("version"));
    CHECK(got.status == 0);
    CHECK(out.read("a.bin") == "hello");
}

TEST_CASE("every error status of a server gives its documented exit code", "[system][hostile]")
{
    for (int status = 1; status <= last_errc + 1; ++status) {
        server_script script;
        script.instead[frame_type::stat] = [status](raw_peer& peer, const raw_frame& request) {
            proto::error_reply reply;
            reply.status = static_cast<std::uint16_t>(status);
            reply.detail = "said the \x1b[31mserver\n";
            return peer.send(reply, request.header.request_id);
        };
        scripted_server server(script);
        const temp_folder out;

        const auto got = ask(server.port(), out, {"-r", "0", "get", "a.bin"});

        const auto code = status > last_errc ? errc::internal : static_cast<errc>(status);
        INFO(code_name(make_error_code(code)) << "\n" << got.err);
        CHECK(got.status == static_cast<int>(exit_code_of(make_error_code(code))));
        CHECK_THAT(got.err, mentions("said the") && !mentions("\x1b"));
        CHECK(out.names().empty());
    }
}

TEST_CASE("data that was not asked for is not taken", "[system][hostile]")
{
    const std::string content = sample_bytes(100'000);
    const auto too_much = [](raw_peer& peer, const raw_frame& request) {
        return send_data(peer, request.header.request_id, std::string(200'000, 'x'));
    };
    const auto other_id = [](raw_peer& peer, const raw_frame& request) {
        return send_data(peer, request.header.request_id + 7, std::string(100'000, 'x'));
    };
    const auto not_a_reply = [](raw_peer& peer, const raw_frame& request) {
        return peer.send(proto::pong{1}, request.header.request_id);
    };
    const auto end_of_other = [](raw_peer& peer, const raw_frame& request) {
        return peer.send(proto::range_end{}, request.header.request_id + 1);
    };
    for (const scripted_answer& answer :
         {scripted_answer(too_much), scripted_answer(other_id), scripted_answer(not_a_reply),
          scripted_answer(end_of_other)}) {
        server_script script;
        script.content = content;
        script.instead[frame_type::read] = answer;
        scripted_server server(script);
        const temp_folder out;

        const auto got = ask(server.port(), out, {"get", "a.bin"});

        INFO(got.err);
        CHECK((got.status == 5 || got.status == 7));
        CHECK(nothing_published(out));
    }
}

TEST_CASE("a range that ends too soon is not taken for whole", "[system][hostile]")
{
    server_script script;
    script.content = sample_bytes(100'000);
    std::atomic<scripted_server*> self = nullptr; // its threads read it
    script.instead[frame_type::read] = [&self](raw_peer& peer, const raw_frame& request) {
        const auto wanted = read_in(request);
        return send_data(peer, request.header.request_id,
                         self.load()->bytes_of(wanted).substr(0, 500)) &&
               peer.send(self.load()->end_of(wanted), request.header.request_id);
    };
    scripted_server server(script);
    self = &server;
    const temp_folder out;

    const auto got = ask(server.port(), out, {"get", "a.bin"});

    INFO(got.err);
    CHECK(got.status == 8);
    CHECK(nothing_published(out));
}

TEST_CASE("digests that stay wrong end in exit 6 and no file", "[system][hostile]")
{
    for (const std::size_t size : {std::size_t{10}, std::size_t{3'000'000}}) {
        server_script script;
        script.content = sample_bytes(size);
        std::atomic<scripted_server*> self = nullptr; // its threads read it
        script.instead[frame_type::read] = [&self](raw_peer& peer, const raw_frame& request) {
            const auto wanted = read_in(request);
            auto end = self.load()->end_of(wanted);
            end.digests.front() ^= std::byte{1};
            return send_data(peer, request.header.request_id, self.load()->bytes_of(wanted)) &&
                   peer.send(end, request.header.request_id);
        };
        scripted_server server(script);
        self = &server;
        const temp_folder out;

        const auto got = ask(server.port(), out, {"-w", "4", "get", "a.bin"});

        INFO(got.err);
        CHECK(got.status == 6);
        CHECK_THAT(got.err, mentions("a.bin") && mentions("digest"));
        CHECK(nothing_published(out));
    }
}

TEST_CASE("a server that closes after some bytes leaves an unfinished download",
          "[system][hostile]")
{
    server_script script;
    script.content = sample_bytes(5'000'000);
    std::atomic<scripted_server*> self = nullptr; // its threads read it
    std::atomic<int> reads = 0;
    script.instead[frame_type::read] = [&](raw_peer& peer, const raw_frame& request) {
        if (++reads <= 2) return self.load()->answer(peer, request);
        peer.send(byte_view(proto::encode_data_header(request.header.request_id, 50'000)));
        peer.send(sample_bytes(10'000));
        return false;
    };
    scripted_server server(script);
    self = &server;
    const temp_folder out;

    const auto got = ask(server.port(), out, {"get", "a.bin"});

    INFO(got.err);
    CHECK(got.status == 7);
    CHECK_THAT(got.err, mentions("resume with: ") && mentions("sluice-client -a 127.0.0.1"));
    CHECK(nothing_published(out));
}

} // namespace
} // namespace sluice::test
