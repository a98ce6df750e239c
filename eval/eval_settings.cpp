#include "eval/eval_settings.hpp"

#include "eval/run/matrix.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <sstream>

namespace sluice::eval {
namespace {

namespace fs = std::filesystem;
constexpr unsigned most_clients = 10'000;
constexpr unsigned most_workers = 64;

/// A decimal number that is not negative; what names it in the error.
result<double> parse_number(const std::string& text, std::string_view what)
{
    char* end = nullptr;
    const double value = std::strtod(text.c_str(), &end);
    const bool whole = !text.empty() && *end == '\0';
    if (!whole || !(value >= 0) || value > 1e9)
        return fail(errc::bad_usage, "arguments",
                    fmt::format("--{} '{}': not a number", what, text));
    return value;
}

bool can_run(const fs::path& path)
{
    return fs::is_regular_file(path) && ::access(path.c_str(), X_OK) == 0;
}

/// The program beside this one, where the build puts it, or in PATH.
result<fs::path> find_program(const std::string& name, const std::string& given,
                              const fs::path& beside)
{
    if (!given.empty()) {
        if (can_run(given)) return fs::absolute(given);
        return fail(errc::not_found, "find program", given);
    }
    const auto part = name.substr(name.find('-') + 1); // "server"
    for (const auto& folder : {beside, beside / ".." / "src" / part})
        if (can_run(folder / name)) return fs::weakly_canonical(folder / name);
    const char* path = std::getenv("PATH");
    std::istringstream folders(path ? path : "");
    for (std::string folder; std::getline(folders, folder, ':');)
        if (!folder.empty() && can_run(fs::path(folder) / name)) return fs::path(folder) / name;
    return fail(
        errc::not_found, "find program",
        fmt::format("{}: neither beside this program nor in PATH; name it with --{}-program", name,
                    part));
}

result<measured_programs> find_programs(const settings& loaded, const fs::path& beside)
{
    auto server = find_program("sluice-server", loaded.text("server-program"), beside);
    if (!server) return server.error();
    auto client = find_program("sluice-client", loaded.text("client-program"), beside);
    if (!client) return client.error();
    return measured_programs{std::move(*server), std::move(*client)};
}

/// The words between commas; none of an empty text.
std::vector<std::string> words_of(const std::string& list)
{
    std::vector<std::string> words;
    std::istringstream in(list);
    for (std::string word; std::getline(in, word, ',');)
        words.push_back(word);
    return words;
}

result<void> fill_matrix(const settings& loaded, run_options& options)
{
    auto sizes = parse_sizes(loaded.text("file-size"));
    if (!sizes) return sizes.error();
    auto clients = parse_counts(loaded.text("num-clients"), most_clients);
    if (!clients) return clients.error();
    auto workers = parse_counts(loaded.text("workers"), most_workers);
    if (!workers) return workers.error();
    options.sizes = std::move(*sizes);
    options.clients = std::move(*clients);
    options.workers = std::move(*workers);
    return ok;
}

} // namespace

result<run_options> run_options_from(const settings& loaded, const fs::path& beside)
{
    run_options options;
    const auto filled = fill_matrix(loaded, options);
    if (!filled) return filled.error();
    options.repeats = static_cast<unsigned>(loaded.integer("repeat"));
    options.files = static_cast<unsigned>(loaded.integer("files"));
    const bool programs = loaded.text("mode") == "process";
    options.mode = programs ? client_mode::programs : client_mode::coroutines;
    const auto rate = parse_number(loaded.text("rate"), "rate");
    if (!rate) return rate.error();
    options.rate = *rate;
    options.seed = static_cast<std::uint64_t>(loaded.integer("seed"));
    options.durable = loaded.text("durability") == "file";
    options.verbosity = static_cast<int>(loaded.integer("verbosity"));
    options.limit = loaded.duration("limit");
    options.link = loaded.text("link");
    options.out = loaded.text("out");
    if (!options.link.empty() && !programs)
        return fail(errc::bad_usage, "arguments", "--link goes with --mode process only");
    auto found = find_programs(loaded, beside);
    if (!found) return found.error();
    options.programs = std::move(*found);
    return options;
}

result<peer_options> peer_options_from(const settings& loaded, const fs::path& beside)
{
    peer_options options;
    options.rounds = static_cast<unsigned>(loaded.integer("rounds"));
    options.only = words_of(loaded.text("only"));
    options.peers = words_of(loaded.text("peers"));
    options.divisor = static_cast<std::uint64_t>(loaded.integer("divisor"));
    options.seed = static_cast<std::uint64_t>(loaded.integer("seed"));
    options.link = loaded.text("link");
    options.prime_mib = static_cast<unsigned>(loaded.integer("prime"));
    options.limit = loaded.duration("limit");
    options.out = loaded.text("out");
    auto programs = find_programs(loaded, beside);
    if (!programs) return programs.error();
    options.programs = std::move(*programs);
    return options;
}

result<compare_options> compare_options_from(const settings& loaded)
{
    compare_options options;
    const auto what = metric_of(loaded.text("metric"));
    if (!what) return what.error();
    const auto effect = parse_number(loaded.text("min-effect"), "min-effect");
    if (!effect) return effect.error();
    const auto confidence = parse_number(loaded.text("confidence"), "confidence");
    if (!confidence) return confidence.error();
    options.how.what = *what;
    options.how.min_effect = *effect;
    options.how.confidence = *confidence;
    options.how.seed = static_cast<std::uint64_t>(loaded.integer("seed"));
    options.json = loaded.boolean("json");
    options.fail_if = loaded.text("fail-if");
    return options;
}

} // namespace sluice::eval
