#include "support/program.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <thread>

namespace sluice::test {
namespace {

using namespace std::chrono_literals;

struct two_ends {
    unique_fd read;
    unique_fd write;
};

two_ends make_pipe()
{
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("pipe");
    return {unique_fd(ends[0]), unique_fd(ends[1])};
}

bool is_hidden(std::string_view variable)
{
    return variable.starts_with("SLUICE_") || variable.starts_with("XDG_") ||
           variable.starts_with("HOME=") || variable.starts_with("NO_COLOR");
}

std::vector<std::string> environment_for(const program_options& how)
{
    std::vector<std::string> all;
    for (char** one = environ; *one; ++one)
        if (!is_hidden(*one)) all.emplace_back(*one);
    all.push_back("HOME=" + how.folder);
    for (const auto& [name, value] : how.environment)
        all.push_back(name + "=" + value);
    return all;
}

/// A limit has to be in force before the program starts, so a shell sets it.
std::vector<std::string> words_for(const std::string& path, const program_options& how)
{
    std::vector<std::string> words;
    if (how.descriptors > 0) {
        const auto limit = std::to_string(how.descriptors);
        words = {"/bin/sh", "-c", "ulimit -n " + limit + " && exec \"$0\" \"$@\""};
    }
    words.push_back(path);
    words.insert(words.end(), how.arguments.begin(), how.arguments.end());
    return words;
}

std::vector<char*> pointers_to(std::vector<std::string>& words)
{
    std::vector<char*> pointers;
    for (auto& word : words)
        pointers.push_back(word.data());
    pointers.push_back(nullptr);
    return pointers;
}

/// The descriptors and signals that the program begins with.
class spawn_rules {
public:
    spawn_rules()
    {
        ::posix_spawn_file_actions_init(&actions);
        ::posix_spawnattr_init(&attributes);
        sigset_t none;
        sigset_t usual;
        ::sigemptyset(&none);
        ::sigemptyset(&usual);
        for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGPIPE})
            ::sigaddset(&usual, number);
        ::posix_spawnattr_setsigmask(&attributes, &none);
        ::posix_spawnattr_setsigdefault(&attributes, &usual);
        ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    }
    spawn_rules(const spawn_rules&) = delete;
    spawn_rules& operator=(const spawn_rules&) = delete;
    ~spawn_rules()
    {
        ::posix_spawn_file_actions_destroy(&actions);
        ::posix_spawnattr_destroy(&attributes);
    }

    posix_spawn_file_actions_t actions{};
    posix_spawnattr_t attributes{};
};

/// Appends what has come; false at the end of the stream.
bool append_from(const unique_fd& from, std::string& to)
{
    std::array<char, 16384> buffer{};
    const auto got = ::read(from.get(), buffer.data(), buffer.size());
    if (got < 0) return errno == EINTR || errno == EAGAIN;
    to.append(buffer.data(), static_cast<std::size_t>(got));
    return got > 0;
}

} // namespace

program::program(const std::string& path, program_options how)
    : name_(std::filesystem::path(path).filename().string())
{
    start(path, how);
}

program::program(program&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      status_(other.status_),
      ended_(std::exchange(other.ended_, true)),
      input_(std::move(other.input_)),
      output_(std::move(other.output_)),
      error_(std::move(other.error_)),
      name_(std::move(other.name_)),
      out_(std::move(other.out_)),
      err_(std::move(other.err_)),
      lines_read_(other.lines_read_)
{
}

program::~program()
{
    if (ended_ || pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    int ignored = 0;
    ::waitpid(pid_, &ignored, 0);
}

void program::start(const std::string& path, const program_options& how)
{
    auto in = make_pipe();
    auto out = make_pipe();
    auto err = make_pipe();
    spawn_rules rules;
    ::posix_spawn_file_actions_addchdir_np(&rules.actions, how.folder.c_str());
    if (how.input == standard_input::pipe)
        ::posix_spawn_file_actions_adddup2(&rules.actions, in.read.get(), STDIN_FILENO);
    else if (how.input == standard_input::null)
        ::posix_spawn_file_actions_addopen(&rules.actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    else
        ::posix_spawn_file_actions_addclose(&rules.actions, STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(&rules.actions, out.write.get(), STDOUT_FILENO);
    ::posix_spawn_file_actions_adddup2(&rules.actions, err.write.get(), STDERR_FILENO);
    auto words = words_for(path, how);
    auto variables = environment_for(how);
    const auto argv = pointers_to(words);
    const auto envp = pointers_to(variables);
    const int failed = ::posix_spawn(&pid_, argv.front(), &rules.actions, &rules.attributes,
                                     argv.data(), envp.data());
    if (failed != 0) throw std::runtime_error("spawn " + path + ": " + std::strerror(failed));
    if (how.input == standard_input::pipe) input_ = std::move(in.write);
    output_ = std::move(out.read);
    error_ = std::move(err.read);
}

void program::signal(int number) const
{
    if (!ended_) ::kill(pid_, number);
}

void program::write_input(std::string_view text)
{
    const auto before = std::signal(SIGPIPE, SIG_IGN);
    while (!text.empty()) {
        const auto wrote = ::write(input_.get(), text.data(), text.size());
        if (wrote <= 0) break; // it reads no more
        text.remove_prefix(static_cast<std::size_t>(wrote));
    }
    std::signal(SIGPIPE, before);
}

bool program::read_some(deadline limit)
{
    std::array<pollfd, 2> both{{{output_.get(), POLLIN, 0}, {error_.get(), POLLIN, 0}}};
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(limit.at() - deadline::clock::now());
    const auto wait = static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 3'600'000));
    const int ready = ::poll(both.data(), both.size(), wait);
    if (ready < 0 && errno != EINTR) throw std::runtime_error("poll");
    if (ready <= 0) return false;
    if (both[0].revents != 0 && !append_from(output_, out_)) output_.reset();
    if (both[1].revents != 0 && !append_from(error_, err_)) error_.reset();
    return true;
}

bool program::wait_until(const std::function<bool(const program&)>& enough, deadline limit)
{
    while (!enough(*this)) {
        if (!output_ && !error_) return false;
        if (!read_some(limit) && limit.expired()) give_up("what it should say");
    }
    return true;
}

std::string program::read_line(deadline limit)
{
    const auto whole = [this](const program& one) {
        return one.out().find('\n', lines_read_) != std::string::npos;
    };
    if (!wait_until(whole, limit)) give_up("a line");
    const auto end = out_.find('\n', lines_read_);
    auto line = out_.substr(lines_read_, end - lines_read_);
    lines_read_ = end + 1;
    return line;
}

void program::wait_for_text(std::string_view text, deadline limit)
{
    const auto said = [text](const program& one) {
        return one.out().find(text) != std::string::npos ||
               one.err().find(text) != std::string::npos;
    };
    if (!wait_until(said, limit)) give_up("'" + std::string(text) + "'");
}

void program::collect(int status)
{
    ended_ = true;
    status_ = WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

bool program::has_ended()
{
    int status = 0;
    if (!ended_ && ::waitpid(pid_, &status, WNOHANG) == pid_) collect(status);
    return ended_;
}

finished_program program::wait(deadline limit)
{
    wait_until([](const program&) { return false; }, limit);
    // Its streams are closed: it is about to end, or it lives on as it should not.
    while (!has_ended()) {
        if (limit.expired()) give_up("its end");
        std::this_thread::sleep_for(1ms);
    }
    return {status_, out_, err_};
}

void program::give_up(const std::string& awaited) const
{
    const auto end_of = [](const std::string& all) {
        return all.substr(all.size() - std::min<std::size_t>(all.size(), 4000));
    };
    throw std::runtime_error(name_ + ": waited in vain for " + awaited + "\n-- stdout:\n" +
                             end_of(out_) + "\n-- stderr:\n" + end_of(err_));
}

} // namespace sluice::test
