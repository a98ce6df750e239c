#pragma once

#include "support/strace.hpp"
#include "support/test_client.hpp"

#include <nlohmann/json.hpp>

#include <chrono>
#include <filesystem>

namespace sluice::test {

/// Bytes without order, the same for the same seed.
std::string noise(std::size_t bytes, std::uint64_t seed);

/// A seed from the clock's noise; print it.
std::uint64_t new_seed();

/// Fails the test unless every file below `target` that is not a hidden part or journal has the
/// bytes of the file of the same path below `source`.
void require_nothing_half(const std::filesystem::path& source, const std::filesystem::path& target);

/// Fails the test unless every file of `source` is in `target` with its bytes, and nothing else.
void require_all(const std::filesystem::path& source, const std::filesystem::path& target);

/// The hidden parts and journals below a folder.
std::vector<std::string> left_behind(const std::filesystem::path& target);

/// How large the journal in a folder is; 0 if there is none.
std::uint64_t journal_bytes(const std::filesystem::path& target);

/// The names in a folder that everybody sees.
std::vector<std::string> visible(const std::filesystem::path& target);

/// sluice-client as start_client runs it, as words.
command_line client_command(std::uint16_t port, const std::string& target,
                            const std::vector<std::string>& arguments);

/// Starts a command in a folder where it disturbs nobody.
program start(const command_line& command, const std::string& folder = "/tmp");

/// The same to its end, within a minute.
finished_program run(const command_line& command, const std::string& folder = "/tmp");

/// What a client printed with --json.
nlohmann::json document(const finished_program& client);

/// Polls until something is so; false when it was not in time.
bool wait_until(const std::function<bool()>& so,
                std::chrono::milliseconds limit = std::chrono::seconds(20));

} // namespace sluice::test
