#include "server/download_command.hpp"

#include "admin/job_watch.hpp"
#include "async/asio.hpp"
#include "base/escape.hpp"
#include "base/parse.hpp"

#include <fmt/format.h>

#include <cstdio>

namespace sluice::server {
namespace {

constexpr auto patience = std::chrono::seconds(30);
constexpr std::string_view group = "Ordering";

/// Says what happens, a line at a time.
class spoken_progress final : public admin::job_observer {
public:
    void progress(const admin::told_jobs& now) override
    {
        const auto time = std::chrono::steady_clock::now();
        if (now.jobs.empty() || time - last_ < std::chrono::seconds(2)) return;
        last_ = time;
        const auto& one = now.jobs.front();
        if (one.phase != "running") return;
        say(fmt::format("{} of {}, {}", format_size(one.verified), format_size(one.known),
                        format_rate(one.rate)));
    }

    void moved(const admin::job_row& job) override
    {
        const auto why = job.waiting_for.empty() ? "" : ", " + escape(job.waiting_for);
        say(fmt::format("job {}: {}{}", escape(job.id), escape(job.phase), why));
    }

    void silent(const error& why) override { say(why.text() + "; asking again"); }

private:
    static void say(const std::string& line) { std::fprintf(stderr, "%s\n", line.c_str()); }

    std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

exit_code complain(const error& why)
{
    std::fprintf(stderr, "sluice-server: %s\n", why.text().c_str());
    return exit_code_of(why);
}

task<exit_code> order_and_watch(fetch::api_client& server, admin::pull_wish wanted)
{
    auto ordered = co_await admin::order_pull(server, std::move(wanted), deadline::after(patience));
    if (!ordered) co_return complain(ordered.error());
    spoken_progress view;
    std::function<bool()> never = [] { return false; };
    const auto last =
        co_await admin::watch_jobs(server, std::move(*ordered), view, std::move(never));
    if (!last) co_return complain(last.error());
    for (const auto& one : last->jobs) {
        if (one.phase == "completed")
            std::printf("%s\n", escape(one.target).c_str());
        else
            complain(admin::error_of(one));
    }
    co_return admin::exit_code_of_jobs(last->jobs);
}

} // namespace

exit_code run_download_verb(const settings& loaded, const std::string& token)
{
    admin::pull_wish wanted;
    wanted.agent = loaded.text("client-id");
    wanted.path = loaded.text("file-path");
    auto base = loaded.text("server");
    while (base.ends_with('/'))
        base.pop_back();
    if (wanted.agent.empty() || wanted.path.empty())
        return complain(
            fail(errc::bad_usage, "download", "--client-id and --file-path are missing"));
    asio::io_context loop(1);
    asio::thread_pool pool(1);
    fetch::access how;
    how.token = token;
    fetch::api_client server(pool, base, how);
    auto code = exit_code::other;
    asio::co_spawn(loop, order_and_watch(server, std::move(wanted)),
                   [&code](std::exception_ptr thrown, exit_code made) {
                       if (thrown) std::rethrow_exception(thrown);
                       code = made;
                   });
    loop.run();
    pool.join();
    return code;
}

std::vector<setting> download_rows()
{
    const auto row = [](std::string_view key, std::string_view takes, std::string_view initial,
                        std::string_view help) {
        return setting{.key = key,
                       .rule = accept_text(std::string(takes)),
                       .initial = initial,
                       .help = help,
                       .group = group,
                       .reach = setting_reach::arguments_only};
    };
    return {row("server", "URL", "http://127.0.0.1:8888", "With download: the server to ask."),
            row("client-id", "ID", "", "With download: the agent that has the file."),
            row("file-path", "PATH", "", "With download: the file there.")};
}

verb download_verb()
{
    return {.name = "download",
            .help = "Order a file of an agent from a running server, and wait for it.",
            .most = 0};
}

} // namespace sluice::server
