#include "base/program_start.hpp"
#include "base/settings_explain.hpp"
#include "eval/eval_settings.hpp"
#include "eval/link/run_link.hpp"
#include "eval/peers/run_peers.hpp"
#include "eval/run/run_command.hpp"

#include <filesystem>
#include <iostream>

namespace {

using namespace sluice;
namespace fs = std::filesystem;

std::string typed(int count, char** arguments)
{
    std::string text = fs::path(arguments[0]).filename();
    for (int i = 1; i < count; ++i)
        text += std::string(" ") + arguments[i];
    return text;
}

/// Where this program is.
fs::path own_folder()
{
    std::error_code ec;
    return fs::read_symlink("/proc/self/exe", ec).parent_path();
}

int run_peers(const settings& loaded)
{
    const auto options = eval::peer_options_from(loaded, own_folder());
    if (!options) return complain(loaded.table(), options.error());
    const auto ended = eval::run_peers(*options, std::cout);
    if (!ended) return complain(loaded.table(), ended.error());
    return static_cast<int>(*ended);
}

int run_matrix(const settings& loaded, const std::string& command)
{
    const auto options = eval::run_options_from(loaded, own_folder());
    if (!options) return complain(loaded.table(), options.error());
    const auto ended = eval::run_matrix(*options, command, std::cout);
    if (!ended) return complain(loaded.table(), ended.error());
    return static_cast<int>(*ended);
}

int compare(const settings& loaded)
{
    const auto options = eval::compare_options_from(loaded);
    if (!options) return complain(loaded.table(), options.error());
    const auto words = loaded.verb_arguments();
    const auto met = eval::compare_runs(words[0], words[1], *options, std::cout);
    if (!met) return complain(loaded.table(), met.error());
    return static_cast<int>(*met ? exit_code::partly_done : exit_code::done);
}

int run_link(const settings& loaded)
{
    auto words = loaded.verb_arguments();
    const auto spec = eval::parse_link_spec(words[0]);
    if (!spec) return complain(loaded.table(), spec.error());
    words.erase(words.begin());
    const auto ended = eval::run_link(*spec, std::move(words));
    return ended ? *ended : complain(loaded.table(), ended.error());
}

int work(const settings& loaded, const std::string& command)
{
    raise_descriptor_limit(); // every client takes some of ours, and those inside this program many
    const auto* verb = loaded.chosen_verb();
    const auto name = verb ? verb->name : std::string_view("run");
    if (name == "compare") return compare(loaded);
    if (name == "link") return run_link(loaded);
    if (name == "peers") return run_peers(loaded);
    if (name == "config explain") {
        std::cout << (loaded.boolean("json") ? explain_json(loaded) : explain(loaded));
        return 0;
    }
    return run_matrix(loaded, command);
}

} // namespace

int main(int count, char** arguments)
{
    const auto& table = eval::eval_settings_table();
    return run_program_of(table, program_inputs(count, arguments), [&](const settings& loaded) {
        return work(loaded, typed(count, arguments));
    });
}
