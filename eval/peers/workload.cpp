#include "eval/peers/workload.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace sluice::eval {
namespace {

namespace fs = std::filesystem;
constexpr std::uint64_t mib = std::uint64_t{1} << 20U;
constexpr std::uint64_t small_bytes = 4096;

struct plan_row {
    workload_kind kind;
    const char* name;
    const char* folder;
    std::uint64_t files;
    std::uint64_t size;
};

constexpr std::array plan{
    plan_row{workload_kind::large, "large", "large", 1, 1024 * mib},
    plan_row{workload_kind::many, "many", "many", 16, 64 * mib},
    plan_row{workload_kind::small, "small", "small", 10'000, small_bytes},
    plan_row{workload_kind::resume, "resume", "large", 1, 1024 * mib},
};

std::string plain_size(std::uint64_t bytes)
{
    if (bytes % (1024 * mib) == 0) return fmt::format("{} GiB", bytes / (1024 * mib));
    if (bytes % mib == 0) return fmt::format("{} MiB", bytes / mib);
    return fmt::format("{} KiB", bytes / 1024);
}

std::string title_of(const plan_row& row, std::uint64_t files, std::uint64_t size)
{
    if (row.kind == workload_kind::resume)
        return fmt::format("{} cut at one half, then finished", plain_size(size));
    const auto* all_at_once = row.kind == workload_kind::many ? " at once" : "";
    return fmt::format("{} x {}{}", files, plain_size(size), all_at_once);
}

result<workload> make_workload(const plan_row& row, const peer_options& options,
                               const fs::path& served)
{
    const bool is_small = row.kind == workload_kind::small;
    const auto files =
        is_small ? std::max<std::uint64_t>(row.files / options.divisor, 10) : row.files;
    const auto size = is_small ? row.size : std::max(row.size / options.divisor, small_bytes);
    auto made =
        make_source_files(served / row.folder, size, static_cast<unsigned>(files), options.seed);
    if (!made) return made.error();
    return workload{row.kind, row.name, title_of(row, files, size), row.folder, std::move(*made)};
}

bool is_wanted(const peer_options& options, std::string_view name)
{
    const auto& only = options.only;
    return only.empty() || std::find(only.begin(), only.end(), name) != only.end();
}

} // namespace

std::uint64_t workload::bytes() const
{
    std::uint64_t sum = 0;
    for (const auto& one : files)
        sum += one.size;
    return sum;
}

const std::vector<std::string>& peer_parts()
{
    static const std::vector<std::string> names{"large",  "many",   "small",
                                                "resume", "memory", "idle"};
    return names;
}

result<std::vector<workload>> make_workloads(const peer_options& options, const fs::path& served)
{
    for (const auto& name : options.only)
        if (std::find(peer_parts().begin(), peer_parts().end(), name) == peer_parts().end())
            return fail(errc::bad_usage, "peers", fmt::format("'{}' is no workload", name));
    std::vector<workload> all;
    for (const auto& row : plan) {
        if (!is_wanted(options, row.name)) continue;
        auto made = make_workload(row, options, served);
        if (!made) return made.error();
        all.push_back(std::move(*made));
    }
    return all;
}

result<workload> make_probe(const fs::path& served)
{
    auto made = make_source_files(served / "probe", 16 * small_bytes, 1, 1);
    if (!made) return made.error();
    return workload{workload_kind::large, "probe", "1 x 64 KiB", "probe", std::move(*made)};
}

std::string wrong_with(const fs::path& folder, const workload& wanted)
{
    std::map<std::string, fs::path> there;
    std::error_code ec;
    for (fs::recursive_directory_iterator next(folder, ec), end; !ec && next != end;
         next.increment(ec))
        if (next->is_regular_file()) there[next->path().filename()] = next->path();
    for (const auto& one : wanted.files) {
        const auto found = there.find(one.name);
        if (found == there.end()) return one.name + " is missing";
        const auto digest = root_digest_of(found->second);
        if (!digest) return digest.error().text();
        if (*digest != one.digest) return one.name + " differs from its source";
    }
    return {};
}

} // namespace sluice::eval
