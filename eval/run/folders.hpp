#pragma once

#include "eval/record/configuration.hpp"

#include <filesystem>

namespace sluice::eval {

/// Where a run keeps what it makes, below one folder: servers/, clients/, logs/, times/.
class run_folders {
public:
    /// Makes what is missing and puts the logs and records of an earlier run out of the way: NAME
    /// becomes NAME.1, NAME.2 and so on, the next number that is free. Errors: not_writable and the
    /// like.
    static result<run_folders> prepare(const std::filesystem::path& out);

    std::filesystem::path served(std::uint64_t size) const;
    std::filesystem::path client(unsigned number) const;
    std::filesystem::path server_log(const configuration& what) const;
    std::filesystem::path client_log(const configuration& what, unsigned number) const;
    std::filesystem::path times() const { return out_ / "times"; }

    /// What the programs complain of; empty as a rule.
    std::filesystem::path complaints() const { return out_ / "logs" / "complaints.log"; }

    /// Empty client folders for a repeat. Errors: not_writable.
    result<void> make_clients(unsigned count) const;
    void remove_clients() const;

private:
    explicit run_folders(std::filesystem::path out) : out_(std::move(out)) {}

    std::filesystem::path out_;
};

/// Adds a line to a log that tells where a repeat begins: event=repeat, detail "2 of 5". The
/// warm-up is repeat 0. Errors as event_log::open.
result<void> mark_repeat(const std::filesystem::path& log, unsigned repeat, unsigned of);

} // namespace sluice::eval
