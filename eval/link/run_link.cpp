#include "eval/link/run_link.hpp"

#include "eval/link/emulated_link.hpp"

#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>

namespace sluice::eval {
namespace {

void tell(const std::string& line)
{
    fmt::print(stderr, "link: {}\n", line);
}

void tell_ends(const emulated_link& link)
{
    tell(describe(link.spec()));
    tell(fmt::format("side A is {}, side B {}", link.address(link_side::a),
                     link.address(link_side::b)));
    tell(fmt::format("on side B: {} COMMAND", fmt::join(link.command_prefix(link_side::b), " ")));
}

void tell_outcome(const emulated_link& link)
{
    tell(describe(link.counters()));
    const auto missed = link.missed();
    if (missed && *missed > 0)
        tell(fmt::format("{} frames came too fast for this machine and were dropped", *missed));
}

/// Ctrl-C is for the command; what it did is to be told afterwards, as system(3) has it.
class signals_ignored {
public:
    signals_ignored() : interrupt_(::signal(SIGINT, SIG_IGN)), quit_(::signal(SIGQUIT, SIG_IGN)) {}
    signals_ignored(const signals_ignored&) = delete;
    signals_ignored& operator=(const signals_ignored&) = delete;
    ~signals_ignored() { restore(); }

    void restore() const
    {
        ::signal(SIGINT, interrupt_);
        ::signal(SIGQUIT, quit_);
    }

private:
    sighandler_t interrupt_;
    sighandler_t quit_;
};

/// Only calls that are safe between fork and exec (signal-safety(7)), but for the message of a
/// failure. Never returns.
[[noreturn]] void become(const emulated_link& link, char* const* words, pid_t parent)
{
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(127); // it died before the line above
    if (link.enter(link_side::a)) ::execvp(words[0], words);
    ::perror(words[0]);
    ::_exit(127);
}

result<int> wait_for(pid_t child)
{
    int status = 0;
    while (::waitpid(child, &status, 0) != child)
        if (errno != EINTR) return fail_errno("link", "wait");
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

} // namespace

result<int> run_link(const link_spec& what, std::vector<std::string> command)
{
    if (command.empty()) return fail(errc::bad_usage, "link", "no command");
    std::vector<char*> words;
    for (auto& word : command)
        words.push_back(word.data());
    words.push_back(nullptr);
    const auto link = emulated_link::open(what);
    if (!link) return link.error();
    tell_ends(**link);
    const signals_ignored ignored;
    const auto parent = ::getpid();
    const auto child = ::fork();
    if (child < 0) return fail_errno("link", command.front());
    if (child == 0) {
        ignored.restore();
        become(**link, words.data(), parent);
    }
    auto status = wait_for(child);
    tell_outcome(**link);
    return status;
}

} // namespace sluice::eval
