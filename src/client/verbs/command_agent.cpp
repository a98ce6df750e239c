#include "base/escape.hpp"
#include "client/verbs/commands.hpp"
#include "transfer/agent/agent.hpp"

namespace sluice::client {
namespace {

/// Tells the log of every event, and the person of what matters.
class agent_voice final : public transfer::agent_observer {
public:
    agent_voice(command_context& context, const std::string& id) : context_(context), id_(id) {}

    void accepted(const std::string& server) override
    {
        note(log_level::info, "accepted", "ok", server);
        context_.out.say("agent " + id_ + " is connected to " + server);
    }

    void lost(const error& why, std::chrono::milliseconds wait) override
    {
        const auto span = std::to_string(wait.count()) + " ms";
        note(log_level::warning, "lost", code_name(why.code()),
             why.raw_text() + "; next attempt in " + span);
        context_.out.say("agent " + id_ + ": " + why.text() + "; next attempt in " + span);
    }

    void refused(const std::string& asked, const error& why) override
    {
        note(log_level::warning, "refused", code_name(why.code()), asked);
    }

    void pull_began(unsigned connections) override
    {
        note(log_level::info, "pull began", "ok", "connections=" + std::to_string(connections));
    }

    void pull_ended(std::uint64_t bytes) override
    {
        note(log_level::info, "pull ended", "ok", "bytes=" + std::to_string(bytes));
    }

private:
    void note(log_level level, std::string_view event, std::string_view code, std::string detail)
    {
        if (!context_.log.shows(level)) return;
        log_event what;
        what.level = level;
        what.event = event;
        what.code = code;
        what.detail = std::move(detail);
        context_.log.write(what);
    }

    command_context& context_;
    const std::string& id_;
};

/// The values of the variables that may be expanded.
transfer::expansion_rules expansions_of(const client_settings& wanted)
{
    transfer::expansion_rules rules;
    rules.allowed = wanted.expansions;
    for (const auto& name : wanted.expansions) {
        const std::string variable = name == "~" ? "HOME" : name;
        const char* value = std::getenv(variable.c_str());
        if (value) rules.variables.emplace(variable, value);
    }
    return rules;
}

result<std::unique_ptr<transfer::exports>> open_exports(const client_settings& wanted)
{
    std::vector<transfer::export_spec> specs;
    for (const auto& text : wanted.exports) {
        auto spec = transfer::parse_export(text);
        if (!spec) return spec.error();
        specs.push_back(std::move(*spec));
    }
    return transfer::exports::open(specs);
}

} // namespace

task<exit_code> commands::agent()
{
    const auto& wanted = context_.wanted;
    if (!transfer::is_agent_id(wanted.agent_id))
        co_return failed(fail(errc::bad_usage, "agent",
                              "--id wants 1 to 64 letters, digits, '.', '_' or '-', without a dot "
                              "in front"));
    const auto files = open_exports(wanted);
    if (!files) co_return failed(files.error());

    agent_voice voice(context_, wanted.agent_id);
    transfer::agent_options options;
    options.id = wanted.agent_id;
    options.name = "sluice-client " SLUICE_VERSION;
    options.expansions = expansions_of(wanted);
    options.connect_limit = wanted.connect_limit;
    options.stall_limit = wanted.stall_limit;
    const transfer::agent_environment environment{context_.server, context_.pool, **files, voice};
    transfer::agent agent(context_.executor, environment, std::move(options));

    context_.interrupt = [this, &agent] {
        const bool drains = context_.signalled == exit_code::terminated;
        if (drains)
            agent.drain(deadline::after(context_.wanted.drain));
        else
            agent.interrupt();
    };
    const auto ended = co_await agent.run();
    context_.interrupt = {};
    if (!ended) co_return failed(ended.error());
    co_return context_.signalled;
}

} // namespace sluice::client
