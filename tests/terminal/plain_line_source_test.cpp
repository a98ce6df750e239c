#include "support/catch.hpp"
#include "terminal/plain_line_source.hpp"
#include "terminal/run_here.hpp"

#include <fcntl.h>

#include <array>
#include <cstdlib>

using namespace sluice;
using terminal::plain_line_source;

namespace {

using lines = std::vector<std::string>;
using namespace std::chrono_literals;

struct pipe_ends {
    unique_fd read;
    unique_fd write;
};

pipe_ends open_pipe()
{
    std::array<int, 2> ends{};
    REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
    return {unique_fd(ends[0]), unique_fd(ends[1])};
}

void put(const unique_fd& into, std::string_view text)
{
    REQUIRE(::write(into.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size()));
}

/// What one next() gives: the line, "<end>", or the name of the error.
std::string ask(asio::io_context& loop, plain_line_source& source, deadline limit)
{
    auto line = test::run_here(loop, source.next("> ", limit));
    if (!line) return "<" + code_name(line.error().code()) + ">";
    return *line ? **line : "<end>";
}

lines ask_all(asio::io_context& loop, plain_line_source& source)
{
    lines all;
    do
        all.push_back(ask(loop, source, deadline::after(10s)));
    while (all.back() != "<end>" && all.size() < 100);
    return all;
}

lines lines_of(int input)
{
    asio::io_context loop;
    plain_line_source source(loop.get_executor(), input);
    return ask_all(loop, source);
}

unique_fd file_with(std::string_view text)
{
    std::string name = "/tmp/linesXXXXXX";
    unique_fd file(::mkostemp(name.data(), O_CLOEXEC));
    REQUIRE(file);
    ::unlink(name.c_str());
    put(file, text);
    REQUIRE(::lseek(file.get(), 0, SEEK_SET) == 0);
    return file;
}

} // namespace

TEST_CASE("a pipe gives its lines, the last one without an end too", "[terminal][plain]")
{
    auto [read, write] = open_pipe();
    put(write, "2\n1\r\n\nlast");
    write.reset();

    CHECK(lines_of(read.get()) == lines{"2", "1", "", "last", "<end>"});
}

TEST_CASE("lines come whole wherever the pipe cuts them", "[terminal][plain]")
{
    const std::string text = "get a.bin\r\nls\nexit";
    for (std::size_t cut = 0; cut < text.size(); ++cut) {
        CAPTURE(cut);
        auto [read, write] = open_pipe();
        asio::io_context loop;
        plain_line_source source(loop.get_executor(), read.get());
        put(write, text.substr(0, cut));
        // Takes the first part in, and finds no (further) whole line.
        lines got;
        while (got.empty() || got.back() != "<timed_out>")
            got.push_back(ask(loop, source, deadline::after(1ms)));
        got.pop_back();
        put(write, text.substr(cut));
        write.reset();

        for (const auto& line : ask_all(loop, source))
            got.push_back(line);

        CHECK(got == lines{"get a.bin", "ls", "exit", "<end>"});
    }
}

TEST_CASE("a line of 64 KiB passes, a longer one is an error and skipped", "[terminal][plain]")
{
    const std::string longest(terminal::max_line, 'x');
    const auto file = file_with(longest + "\n" + longest + "y\nnext\n");

    CHECK(lines_of(file.get()) == lines{longest, "<too_large>", "next", "<end>"});
}

TEST_CASE("a NUL byte stays in its line", "[terminal][plain]")
{
    const std::string with_nul("a\0b", 3);
    auto [read, write] = open_pipe();
    put(write, with_nul + "\n");
    write.reset();

    CHECK(lines_of(read.get()) == lines{with_nul, "<end>"});
}

TEST_CASE("nothing to read from is the end of input", "[terminal][plain]")
{
    const unique_fd null(::open("/dev/null", O_RDONLY | O_CLOEXEC));

    CHECK(lines_of(null.get()) == lines{"<end>"});
    CHECK(lines_of(-1) == lines{"<end>"});
    CHECK(lines_of(file_with("").get()) == lines{"<end>"});
}

TEST_CASE("a regular file is read", "[terminal][plain]")
{
    CHECK(lines_of(file_with("1\n3\n").get()) == lines{"1", "3", "<end>"});
}

TEST_CASE("a folder as input is an error", "[terminal][plain]")
{
    const unique_fd folder(::open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    asio::io_context loop;
    plain_line_source source(loop.get_executor(), folder.get());

    CHECK(ask(loop, source, deadline::after(10s)).starts_with("<"));
    CHECK(ask(loop, source, deadline::after(10s)) != "<end>");
}

TEST_CASE("a quiet input times out and half a line waits", "[terminal][plain]")
{
    auto [read, write] = open_pipe();
    asio::io_context loop;
    plain_line_source source(loop.get_executor(), read.get());
    const auto before = deadline::clock::now();

    put(write, "ha");
    CHECK(ask(loop, source, deadline::after(5ms)) == "<timed_out>");
    CHECK(source.last_input() >= before);
    put(write, "lf\n");
    CHECK(ask(loop, source, deadline::after(10s)) == "half");
}

TEST_CASE("half a line is dropped on request", "[terminal][plain]")
{
    auto [read, write] = open_pipe();
    asio::io_context loop;
    plain_line_source source(loop.get_executor(), read.get());
    put(write, "half");
    CHECK(ask(loop, source, deadline::after(5ms)) == "<timed_out>");

    source.drop_line();

    put(write, "whole\n");
    CHECK(ask(loop, source, deadline::after(10s)) == "whole");
}

TEST_CASE("an endless file without lines does not hold the loop", "[terminal][plain]")
{
    const unique_fd zeros(::open("/dev/zero", O_RDONLY | O_CLOEXEC));
    asio::io_context loop;
    plain_line_source source(loop.get_executor(), zeros.get());

    CHECK(ask(loop, source, deadline::after(10s)) == "<too_large>");
    CHECK(ask(loop, source, deadline::after(5ms)) == "<timed_out>");
}

TEST_CASE("the descriptor's flags stay as they are", "[terminal][plain]")
{
    auto [read, write] = open_pipe();
    const int before = ::fcntl(read.get(), F_GETFL);
    asio::io_context loop;
    plain_line_source source(loop.get_executor(), read.get());

    CHECK(ask(loop, source, deadline::after(2ms)) == "<timed_out>");

    CHECK(::fcntl(read.get(), F_GETFL) == before);
    CHECK((before & O_NONBLOCK) == 0);
}

TEST_CASE("an input that its owner made non-blocking works too", "[terminal][plain]")
{
    auto [read, write] = open_pipe();
    REQUIRE(::fcntl(read.get(), F_SETFL, O_NONBLOCK) == 0);
    put(write, "line\n");
    write.reset();

    CHECK(lines_of(read.get()) == lines{"line", "<end>"});
}

TEST_CASE("waiting for input can be cancelled and loses nothing", "[terminal][plain]")
{
    auto [read, write] = open_pipe();
    asio::io_context loop;
    plain_line_source source(loop.get_executor(), read.get());
    asio::cancellation_signal stop;
    bool ended = false;
    auto done = [&](std::exception_ptr, result<std::optional<std::string>>) { ended = true; };
    asio::co_spawn(loop, source.next("> ", deadline::never()),
                   asio::bind_cancellation_slot(stop.slot(), done));
    loop.poll();
    REQUIRE_FALSE(ended);

    stop.emit(asio::cancellation_type::terminal);
    loop.run();

    CHECK(ended);
    put(write, "line\n");
    CHECK(ask(loop, source, deadline::after(10s)) == "line");
}

TEST_CASE("prompts are shown only if somebody wants them, once a line", "[terminal][plain]")
{
    auto [read, write] = open_pipe();
    auto [shown, screen] = open_pipe();
    asio::io_context loop;
    plain_line_source source(loop.get_executor(), read.get(), screen.get());
    CHECK(source.interactive());
    CHECK_FALSE(plain_line_source(loop.get_executor(), read.get()).interactive());

    CHECK(ask(loop, source, deadline::after(1ms)) == "<timed_out>");
    put(write, "a\nb\n");
    CHECK(ask(loop, source, deadline::after(10s)) == "a");
    CHECK(ask(loop, source, deadline::after(10s)) == "b");
    write.reset();
    CHECK(ask(loop, source, deadline::after(10s)) == "<end>");
    CHECK(ask(loop, source, deadline::after(10s)) == "<end>");

    std::array<char, 64> text{};
    const auto count = ::read(shown.get(), text.data(), text.size());
    CHECK(std::string_view(text.data(), static_cast<std::size_t>(count)) == "> > > \n");
}
