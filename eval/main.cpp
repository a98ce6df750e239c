#include "base/escape.hpp"
#include "base/man_page.hpp"
#include "base/settings_explain.hpp"
#include "base/settings_help.hpp"
#include "base/settings_load.hpp"
#include "base/standard_streams.hpp"
#include "eval/eval_settings.hpp"
#include "eval/link/run_link.hpp"
#include "eval/run/run_command.hpp"

#include <sys/resource.h>

#include <csignal>
#include <cstdio>
#include <filesystem>
#include <iostream>

namespace {

using namespace sluice;
namespace fs = std::filesystem;

int complain(const error& why)
{
    std::fprintf(stderr, "sluice-eval: %s\n", why.text().c_str());
    return static_cast<int>(exit_code_of(why));
}

/// What is wrong with the settings is a whole sentence already.
int complain_of_settings(const error& why)
{
    std::fprintf(stderr, "sluice-eval: %s\n", escape(why.detail()).c_str());
    return static_cast<int>(exit_code_of(why));
}

/// --help, --version, --man: true if that was all.
bool answered_at_once(const settings& loaded)
{
    std::string text;
    switch (loaded.asked()) {
    case asked_for::help: text = help_text(loaded.table()); break;
    case asked_for::version: text = "sluice-eval " SLUICE_VERSION "\n"; break;
    case asked_for::man: text = man_page(loaded.table(), SLUICE_VERSION); break;
    case asked_for::work: return false;
    }
    std::fwrite(text.data(), 1, text.size(), stdout);
    return true;
}

/// Every client takes some descriptors of ours, and those inside this program many.
void raise_descriptor_limit()
{
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    static_cast<void>(::setrlimit(RLIMIT_NOFILE, &limit));
}

std::string typed(int count, char** arguments)
{
    std::string text = fs::path(arguments[0]).filename();
    for (int i = 1; i < count; ++i)
        text += std::string(" ") + arguments[i];
    return text;
}

int run_matrix(const settings& loaded, const std::string& command)
{
    std::error_code ec;
    const auto self = fs::read_symlink("/proc/self/exe", ec);
    const auto options = eval::run_options_from(loaded, self.parent_path());
    if (!options) return complain(options.error());
    const auto ended = eval::run_matrix(*options, command, std::cout);
    if (!ended) return complain(ended.error());
    return static_cast<int>(*ended);
}

int compare(const settings& loaded)
{
    const auto options = eval::compare_options_from(loaded);
    if (!options) return complain(options.error());
    const auto words = loaded.verb_arguments();
    const auto met = eval::compare_runs(words[0], words[1], *options, std::cout);
    if (!met) return complain(met.error());
    return static_cast<int>(*met ? exit_code::partly_done : exit_code::done);
}

int run_link(const settings& loaded)
{
    auto words = loaded.verb_arguments();
    const auto spec = eval::parse_link_spec(words[0]);
    if (!spec) return complain(spec.error());
    words.erase(words.begin());
    const auto ended = eval::run_link(*spec, std::move(words));
    return ended ? *ended : complain(ended.error());
}

int run(int count, char** arguments)
{
    auto loaded = load_settings(eval::eval_settings_table(), program_inputs(count, arguments));
    if (!loaded) return complain_of_settings(loaded.error());
    if (answered_at_once(*loaded)) return 0;
    for (const auto& note : loaded->notes())
        std::fprintf(stderr, "%s\n", note.c_str());
    std::signal(SIGPIPE, SIG_IGN);
    raise_descriptor_limit();
    const auto* verb = loaded->chosen_verb();
    const auto name = verb ? verb->name : std::string_view("run");
    if (name == "compare") return compare(*loaded);
    if (name == "link") return run_link(*loaded);
    if (name == "config explain") {
        std::cout << (loaded->boolean("json") ? explain_json(*loaded) : explain(*loaded));
        return 0;
    }
    return run_matrix(*loaded, typed(count, arguments));
}

} // namespace

int main(int count, char** arguments)
{
    try {
        sluice::fill_standard_streams();
        return run(count, arguments);
    } catch (const std::exception& bug) {
        std::fprintf(stderr, "sluice-eval: internal error: %s\n", bug.what());
        return static_cast<int>(sluice::exit_code::other);
    }
}
