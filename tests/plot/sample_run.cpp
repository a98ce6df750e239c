#include "plot/sample_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <stdexcept>

namespace sluice::test {
namespace {

std::vector<eval::configuration> matrix_of(const run_shape& shape)
{
    std::vector<eval::configuration> all;
    for (const auto clients : shape.clients)
        for (const auto size : shape.sizes) {
            eval::configuration one;
            one.clients = clients;
            one.file_size = size;
            one.files = shape.files;
            one.workers = 2;
            all.push_back(one);
        }
    return all;
}

/// A time with a long tail: about what a round trip and the bytes at 400 MiB/s for all take.
double latency_of(const eval::configuration& what, double slowness, std::mt19937_64& random)
{
    const auto bytes = static_cast<double>(what.file_size) * what.clients;
    const auto typical = 3e-4 + bytes / (400.0 * 1024 * 1024);
    std::lognormal_distribution<double> tail(0, 0.4);
    return slowness * typical * tail(random);
}

eval::file_record file_of(const eval::configuration& what, unsigned repeat, unsigned client,
                          unsigned number)
{
    eval::file_record one;
    one.what = what;
    one.repeat = repeat;
    one.client = client;
    one.file = fmt::format("f{:04}.bin", number);
    one.bytes = what.file_size;
    return one;
}

void add_repeat(std::vector<eval::record>& to, const eval::configuration& what,
                const run_shape& shape, unsigned repeat)
{
    std::mt19937_64 random(shape.seed * 1'000'003 + what.clients * 7919 + what.file_size + repeat);
    eval::repeat_record whole;
    whole.what = what;
    whole.repeat = repeat;
    for (unsigned client = 1; client <= what.clients; ++client) {
        double now = 0;
        for (unsigned number = 1; number <= shape.files; ++number) {
            auto one = file_of(what, repeat, client, number);
            one.planned = now;
            one.start = now;
            now += latency_of(what, shape.slowness, random);
            one.done = now;
            if (number == 2 && client == 1 && repeat == 1) one.exit = 5;
            to.emplace_back(one);
            whole.bytes += one.bytes;
        }
        whole.wall = std::max(whole.wall, now);
    }
    to.emplace_back(whole);
}

} // namespace

run_shape smallest_run()
{
    return {};
}

run_shape usual_run()
{
    return {.clients = {1, 4}, .sizes = {128, 2048, 1U << 20U}};
}

run_shape largest_run()
{
    return {.clients = {1, 2, 4, 8, 16},
            .sizes = {128, 2048, 65536, 1U << 20U, 3000, 512U << 10U, 16U << 20U, 256U << 20U},
            .repeats = 3,
            .files = 4};
}

std::vector<eval::record> sample_records(const run_shape& shape)
{
    std::vector<eval::record> all;
    for (const auto& what : matrix_of(shape))
        for (unsigned repeat = 0; repeat <= shape.repeats; ++repeat)
            add_repeat(all, what, shape, repeat);
    return all;
}

std::string sample_ndjson(const run_shape& shape)
{
    std::string made;
    for (const auto& one : sample_records(shape))
        made += eval::line_of(one) + "\n";
    return made;
}

plot::all_series sample_series(const run_shape& shape)
{
    const temp_folder folder;
    folder.write("raw.ndjson", sample_ndjson(shape));
    auto made = plot::series_of_records(folder.at("raw.ndjson"));
    if (!made) throw std::runtime_error(made.error().text());
    return *made;
}

void write_sample_logs(const temp_folder& to, const std::string& folder, const run_shape& shape)
{
    std::map<std::string, std::string> logs;
    std::map<std::string, unsigned> marked;
    for (const auto& any : sample_records(shape)) {
        const auto* one = std::get_if<eval::file_record>(&any);
        if (!one) continue;
        const auto name = fmt::format("{}/clients/client{}-{}.log", folder, one->client,
                                      eval::log_name_of(one->what));
        auto& log = logs[name];
        const auto* const start = "2026-11-21T09:00:00.123Z info session=0 event=";
        if (log.empty() || marked[name] != one->repeat)
            log += fmt::format("{}repeat code=ok {} of {}\n", start, one->repeat, shape.repeats);
        marked[name] = one->repeat;
        const auto seconds = *one->done - one->planned;
        const auto* const event = one->exit == 0 ? "downloaded code=ok" : "failed code=timed_out";
        log += fmt::format("{}{} file={} bytes={} seconds={:.6f} digest=00ff\n", start, event,
                           one->file, one->bytes, seconds);
    }
    for (const auto& [name, text] : logs)
        to.write(name, text);
}

} // namespace sluice::test
