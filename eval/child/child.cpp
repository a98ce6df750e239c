#include "eval/child/child.hpp"

#include "async/wait_ready.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>

namespace sluice::eval {
namespace {

constexpr std::size_t longest_line = 1U << 20U;

struct pipe_ends {
    unique_fd read;
    unique_fd write;
};

result<pipe_ends> open_pipe()
{
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) return fail_errno("start", "pipe");
    return pipe_ends{unique_fd(ends[0]), unique_fd(ends[1])};
}

result<unique_fd> open_sink(const std::string& path)
{
    const auto* name = path.empty() ? "/dev/null" : path.c_str();
    unique_fd made(::open(name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666));
    if (!made) return fail_errno("start", path);
    return made;
}

/// Everything that the new program needs, made before the fork.
struct launch {
    std::vector<char*> words;
    std::string folder;
    std::size_t descriptors = 0;
    unique_fd input, output, errors;
    pid_t parent = ::getpid();
};

/// Only calls that are safe between fork and exec (signal-safety(7)). Never returns.
[[noreturn]] void become(const launch& what, int failure_pipe)
{
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != what.parent) ::_exit(127); // the parent died before the line above
    const rlimit open_files{what.descriptors, what.descriptors};
    const bool ready = ::dup2(what.input.get(), STDIN_FILENO) >= 0 &&
                       ::dup2(what.output.get(), STDOUT_FILENO) >= 0 &&
                       ::dup2(what.errors.get(), STDERR_FILENO) >= 0 &&
                       (what.folder.empty() || ::chdir(what.folder.c_str()) == 0) &&
                       (what.descriptors == 0 || ::setrlimit(RLIMIT_NOFILE, &open_files) == 0);
    if (ready) {
        ::signal(SIGPIPE, SIG_DFL);
        ::execvp(what.words[0], what.words.data());
    }
    const int why = errno;
    [[maybe_unused]] const auto told = ::write(failure_pipe, &why, sizeof why);
    ::_exit(127);
}

/// The pid, or why it could not become the program: its errno comes through a pipe that a
/// successful exec closes.
result<pid_t> fork_into(const launch& what)
{
    auto failure = open_pipe();
    if (!failure) return failure.error();
    const auto pid = ::fork();
    if (pid < 0) return fail_errno("start", what.words[0]);
    if (pid == 0) become(what, failure->write.get());
    failure->write.reset();
    int why = 0;
    if (::read(failure->read.get(), &why, sizeof why) != sizeof why) return pid;
    ::waitpid(pid, nullptr, 0);
    return fail_errno("start", what.words[0], why);
}

double seconds_of(const timeval& time)
{
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

} // namespace

result<std::unique_ptr<child>> child::start(asio::any_io_executor executor, child_options options)
{
    launch what;
    for (auto& word : options.command)
        what.words.push_back(word.data());
    what.words.push_back(nullptr);
    what.folder = options.folder;
    what.descriptors = options.descriptors;
    auto in = open_pipe();
    auto out = open_pipe();
    auto sink = open_sink(options.output);
    auto errors = open_sink(options.errors);
    for (const auto* opened : {&sink, &errors})
        if (!*opened) return opened->error();
    if (!in || !out) return (in ? out : in).error();
    what.input = std::move(in->read);
    what.output = options.listen ? std::move(out->write) : std::move(*sink);
    what.errors = std::move(*errors);
    const auto pid = fork_into(what);
    if (!pid) return pid.error();

    std::unique_ptr<child> made(new child(executor));
    made->pid_ = *pid;
    const int handle = static_cast<int>(::syscall(SYS_pidfd_open, *pid, 0));
    if (handle < 0) return fail_errno("start", "pidfd_open");
    made->handle_ = std::make_unique<stream>(executor, handle);
    ::fcntl(in->write.get(), F_SETFL, O_NONBLOCK); // our end only: it is a description of its own
    if (options.feed) made->input_ = std::make_unique<stream>(executor, in->write.release());
    if (options.listen) made->output_ = std::make_unique<stream>(executor, out->read.release());
    return made;
}

child::~child()
{
    if (pid_ < 0 || end_) return;
    ::kill(pid_, SIGKILL);
    reap(0);
}

void child::signal(int number) const
{
    if (!end_) ::kill(pid_, number);
}

void child::reap(int options)
{
    int status = 0;
    rusage used{};
    if (::wait4(pid_, &status, options, &used) != pid_) return;
    child_end made;
    made.status = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
    made.cpu_seconds = seconds_of(used.ru_utime) + seconds_of(used.ru_stime);
    made.peak_bytes = static_cast<std::uint64_t>(used.ru_maxrss) * 1024;
    end_ = made;
}

task<result<child_end>> child::wait(deadline limit)
{
    while (!end_) {
        const auto ready = co_await wait_ready(*handle_, stream::wait_read, limit);
        if (!ready) co_return ready.error();
        reap(WNOHANG);
    }
    co_return *end_;
}

task<result<std::string>> child::read_line(deadline limit)
{
    while (true) {
        const auto end = read_.find('\n');
        if (end != std::string::npos) {
            auto line = read_.substr(0, end);
            read_.erase(0, end + 1);
            co_return line;
        }
        if (!output_) co_return fail(errc::peer_closed, "read output");
        if (read_.size() > longest_line) co_return fail(errc::too_large, "read output");
        const auto ready = co_await wait_ready(*output_, stream::wait_read, limit);
        if (!ready) co_return ready.error();
        std::array<char, 65536> piece{};
        const auto got = ::read(output_->native_handle(), piece.data(), piece.size());
        if (got <= 0) co_return fail(errc::peer_closed, "read output");
        read_.append(piece.data(), static_cast<std::size_t>(got));
    }
}

task<result<>> child::write(std::string text, deadline limit)
{
    std::size_t written = 0;
    while (written < text.size()) {
        if (!input_) co_return fail(errc::peer_closed, "feed");
        const auto ready = co_await wait_ready(*input_, stream::wait_write, limit);
        if (!ready) co_return ready.error();
        const auto rest = text.size() - written;
        const auto put = ::write(input_->native_handle(), text.data() + written, rest);
        if (put < 0 && errno != EAGAIN) co_return fail_errno("feed", "write");
        if (put > 0) written += static_cast<std::size_t>(put);
    }
    co_return ok;
}

} // namespace sluice::eval
