#include "plot/gnuplot.hpp"

#include "base/unique_fd.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <fstream>
#include <iterator>
#include <vector>

namespace sluice::plot {
namespace {

constexpr const char* said = "gnuplot.err"; // in its folder

/// The attributes of posix_spawn(3), which want to be destroyed.
struct spawn_actions {
    posix_spawn_file_actions_t files{};

    spawn_actions() { ::posix_spawn_file_actions_init(&files); }
    spawn_actions(const spawn_actions&) = delete;
    spawn_actions& operator=(const spawn_actions&) = delete;
    ~spawn_actions() { ::posix_spawn_file_actions_destroy(&files); }
};

/// The caller's environment with numbers and texts as scripts have them, whatever the user speaks.
std::vector<std::string> plain_environment()
{
    std::vector<std::string> all;
    for (auto** one = environ; *one != nullptr; ++one) {
        const std::string_view text = *one;
        if (!text.starts_with("LC_") && !text.starts_with("LANG")) all.emplace_back(text);
    }
    all.emplace_back("LC_ALL=C.UTF-8");
    return all;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts)
{
    std::vector<char*> all;
    for (auto& text : texts)
        all.push_back(text.data());
    all.push_back(nullptr);
    return all;
}

result<pid_t> start(const gnuplot_call& what)
{
    spawn_actions actions;
    constexpr int fresh = O_WRONLY | O_CREAT | O_TRUNC;
    ::posix_spawn_file_actions_addchdir_np(&actions.files, what.folder.c_str());
    ::posix_spawn_file_actions_addopen(&actions.files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_addopen(&actions.files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    ::posix_spawn_file_actions_addopen(&actions.files, STDERR_FILENO, said, fresh, 0600);
    std::vector<std::string> words{what.program, "--default-settings", what.script};
    auto variables = plain_environment();
    const auto arguments = pointers_to(words);
    const auto environment = pointers_to(variables);
    pid_t pid = -1;
    const auto why = ::posix_spawnp(&pid, what.program.c_str(), &actions.files, nullptr,
                                    arguments.data(), environment.data());
    if (why == ENOENT)
        return fail(errc::not_found, "draw",
                    what.program + " is missing; install the package gnuplot-nox");
    if (why != 0) return fail_errno("draw", what.program, why);
    return pid;
}

/// Its wait status; killed when its time is over.
result<int> wait_for(pid_t pid, std::chrono::milliseconds limit)
{
    const unique_fd handle(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
    pollfd ended{handle.get(), POLLIN, 0};
    const bool in_time = handle && ::poll(&ended, 1, static_cast<int>(limit.count())) > 0;
    if (!in_time) ::kill(pid, SIGKILL);
    int status = 0;
    while (::waitpid(pid, &status, 0) < 0)
        if (errno != EINTR) return fail_errno("draw", "gnuplot");
    if (!in_time) return fail(errc::io_failed, "draw", "gnuplot was not done in time");
    return status;
}

std::string text_of(const std::string& path)
{
    std::ifstream in(path);
    std::string text{std::istreambuf_iterator<char>(in), {}};
    while (text.ends_with('\n'))
        text.pop_back();
    return text;
}

} // namespace

result<std::string> run_gnuplot(const gnuplot_call& what)
{
    const auto pid = start(what);
    if (!pid) return pid.error();
    const auto status = wait_for(*pid, what.limit);
    if (!status) return status.error();
    auto text = text_of(what.folder + "/" + said);
    if (WIFEXITED(*status) && WEXITSTATUS(*status) == 0) return text;
    return fail(errc::io_failed, "draw", what.script + ": gnuplot failed: " + text);
}

} // namespace sluice::plot
