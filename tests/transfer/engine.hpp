#pragma once

#include "support/scripted_connector.hpp"
#include "support/temp_folder.hpp"
#include "transfer/download/download.hpp"

namespace sluice::test {

/// Names below a folder and what the files hold.
using file_tree = std::map<std::string, std::string>;

/// Bytes of which no chunk is like another.
std::string content_of(std::size_t size, std::uint64_t seed = 1);

/// What stands in a target folder, compared with what should.
struct arrival {
    std::size_t exact = 0;
    std::size_t wrong = 0;  // under a final name, and not what was sent
    std::size_t hidden = 0; // parts and journals

    bool complete(const file_tree& sent) const
    {
        return exact == sent.size() && wrong == 0 && hidden == 0;
    }
};
arrival look_at(const std::string& folder, const file_tree& sent);

/// The giving side of many downloads: a folder whose files were left alone long enough.
struct giving_side {
    explicit giving_side(file_tree sent);

    /// Writes the files again, as they were.
    void restore() const;

    file_tree files;
    temp_folder source{memory_folder()};
    giving_folder giver{source.path()};
    asio::thread_pool pool{1}; // of the asking side
};

/// One download and what shall go wrong with it.
struct download_attempt {
    download_attempt();

    std::string target; // a folder
    std::vector<transfer::download_target> names;
    transfer::download_options how;
    storage::file_calls* calls = &storage::system_file_calls();

    /// Called before it starts, to plan connections.
    std::function<void(scripted_connector&)> prepare;

    /// Called before each operation of the streams that use `script`.
    std::function<void(std::uint64_t number, transfer::download&, asio::io_context&)> watch;
    stream_script script;

    /// When somebody interrupts it; zero: never.
    std::chrono::milliseconds interrupt_after{0};

    /// Instead of the giving side's giver.
    scripted_connector::far_end far_end;
};

struct download_outcome {
    transfer::download_summary summary;
    std::vector<transfer::file_report> reports;
    std::size_t connects = 0;

    bool good() const { return !summary.stopped && summary.files_failed == 0; }

    /// The first of what went wrong.
    error why() const
    {
        if (summary.first_failure) return *summary.first_failure;
        return summary.stopped ? *summary.stopped : fail(errc::internal, "nothing went wrong");
    }
};

/// Runs it to its end, the far ends too.
download_outcome run_download(giving_side& from, download_attempt& attempt);

} // namespace sluice::test
