#include "client/program.hpp"

#include "client/credentials.hpp"
#include "client/prompt/prompt.hpp"
#include "client/verbs/commands.hpp"
#include "client/websocket_layer.hpp"
#include "terminal/open_lines.hpp"

#include <csignal>
#include <iostream>
#include <thread>

namespace sluice::client {
namespace {

/// What the prompt asks for, done by the verbs.
class prompt_bridge final : public prompt_actions {
public:
    explicit prompt_bridge(commands& verbs) : verbs_(verbs) {}

    task<result<std::vector<proto::entry>>> list() override { return verbs_.whole_catalog(); }

    /// Says where the prompt talks to and learns the names for completion.
    task<void> meet_server(command_context& context)
    {
        const auto& wanted = context.wanted;
        const auto where = wanted.address + ":" + std::to_string(wanted.port);
        const auto all = co_await verbs_.whole_catalog();
        if (!all) {
            context.out.say("note: " + all.error().text());
            co_return;
        }
        context.out.say(where + " offers " + std::to_string(all->size()) + " files and folders");
        for (const auto& e : *all) {
            if (names_.size() == most_names) break;
            const bool folder = e.kind == proto::entry_kind::folder;
            names_.push_back(folder ? e.path + "/" : e.path);
        }
    }

    std::vector<std::string> known_names() const override { return names_; }

    task<exit_code> get(std::vector<std::string> names, bool parallel) override
    {
        if (parallel) {
            auto code = co_await verbs_.get(std::move(names));
            co_return code;
        }
        auto worst = exit_code::done;
        for (auto& name : names) {
            std::vector<std::string> alone{std::move(name)};
            const auto code = co_await verbs_.get(std::move(alone));
            worst = std::max(worst, code);
            if (code == exit_code::interrupted || code == exit_code::terminated) break;
        }
        co_return worst;
    }

    task<exit_code> run(std::vector<std::string> words) override
    {
        return verbs_.run(std::move(words));
    }

private:
    static constexpr std::size_t most_names = 10'000;

    commands& verbs_;
    std::vector<std::string> names_;
};

std::filesystem::path history_file(const settings& loaded)
{
    static_cast<void>(loaded);
    const char* state = std::getenv("XDG_STATE_HOME");
    const char* home = std::getenv("HOME");
    if (state && *state) return std::filesystem::path(state) / "sluice" / "history";
    if (home && *home) return std::filesystem::path(home) / ".local/state/sluice/history";
    return {};
}

/// The event loop, its verb or prompt, and the signals.
class program {
public:
    program(const std::string& called, const settings& loaded, const client_settings& wanted,
            event_log& log)
        : pool_(std::max(2U, std::thread::hardware_concurrency())),
          out_(wanted.quiet),
          server_({wanted.address, wanted.port}, wanted.user, wanted.connect_limit),
          context_{loop_.get_executor(), pool_, called, loaded, wanted, server_, log, out_, {}},
          tasks_(loop_.get_executor(), [this](std::exception_ptr thrown) {
              loop_.stop();
              std::rethrow_exception(thrown);
          })
    {
    }

    void log_in_with(login_means means)
    {
        server_.speak_through(websocket_layer(context_.wanted, means.token));
        server_.use_tls(std::move(means.tls));
        context_.token = means.token;
        server_.use_token(std::move(means.token));
    }

    exit_code run()
    {
        tasks_.spawn(work());
        tasks_.spawn(watch_signals());
        loop_.run();
        pool_.join();
        return context_.signalled != exit_code::done ? context_.signalled : code_;
    }

private:
    task<void> work()
    {
        commands verbs(context_);
        if (context_.loaded.chosen_verb())
            code_ = co_await verbs.run(context_.loaded.words());
        else
            code_ = co_await talk(verbs);
        tasks_.cancel(); // the signal watcher; this coroutine is at its end
    }

    task<exit_code> talk(commands& verbs)
    {
        const auto lines = terminal::open_lines(context_.executor, history_file(context_.loaded));
        prompt_bridge actions(verbs);
        if (lines->interactive()) co_await actions.meet_server(context_);
        prompt conversation(*lines, actions, context_.loaded.table(), std::cout);
        auto code = co_await conversation.run(context_.wanted.timeout);
        co_return code;
    }

    task<void> watch_signals()
    {
        asio::signal_set signals(context_.executor, SIGINT, SIGTERM);
        auto [failed, number] = co_await signals.async_wait(as_result);
        if (failed) co_return;
        context_.signalled = number == SIGINT ? exit_code::interrupted : exit_code::terminated;
        // From here on the set is gone and a second signal ends the process at once.
        if (context_.interrupt)
            context_.interrupt();
        else
            tasks_.cancel();
    }

    asio::io_context loop_{1};
    asio::thread_pool pool_;
    console out_;
    transfer::tcp_connector server_;
    command_context context_;
    task_group tasks_;
    exit_code code_ = exit_code::other;
};

} // namespace

result<std::unique_ptr<event_log>> open_log(const settings& loaded, const client_settings& wanted)
{
    const auto lowest = static_cast<log_level>(wanted.verbosity);
    auto log = event_log::open(wanted.log, lowest);
    if (log || loaded.is_given("log")) return log;
    std::fprintf(stderr, "note: %s; logging to stderr\n", log.error().text().c_str());
    return event_log::open("-", lowest);
}

exit_code run_program(const std::string& called, const settings& loaded,
                      const client_settings& wanted, login_means means, event_log& log)
{
    program made(called, loaded, wanted, log);
    made.log_in_with(std::move(means));
    return made.run();
}

} // namespace sluice::client
