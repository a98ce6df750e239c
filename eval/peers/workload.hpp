#pragma once

#include "eval/peers/peer_options.hpp"
#include "eval/run/source_files.hpp"

namespace sluice::eval {

/// What is asked of a candidate: one file, many at once, a folder of small ones, or to finish what
/// was cut.
enum class workload_kind { large, many, small, resume };

/// One thing that every candidate does.
struct workload {
    workload_kind kind = workload_kind::large;
    std::string name;   // as --only has it
    std::string title;  // "1 x 1 GiB"
    std::string folder; // below the served one
    std::vector<source_file> files;

    /// Of all files.
    std::uint64_t bytes() const;
};

/// The names of the workloads and of the two parts that measure Sluice alone: large, many, small,
/// resume, memory, idle.
const std::vector<std::string>& peer_parts();

/// Makes the files below `served` and tells what is to be done with them, for the workloads among
/// options.only. Blocks. Errors: as make_source_files; bad_usage for a name that is none.
result<std::vector<workload>> make_workloads(const peer_options& options,
                                             const std::filesystem::path& served);

/// One tiny file, to look at how a candidate treats it. Errors: as make_source_files.
result<workload> make_probe(const std::filesystem::path& served);

/// Empty when every file of the workload is somewhere below the folder with the right content, else
/// what is wrong. Blocks.
std::string wrong_with(const std::filesystem::path& folder, const workload& wanted);

} // namespace sluice::eval
