#pragma once

#include "support/test_server.hpp"

#include <functional>

namespace sluice::test {

/// sluice-client against a port on loopback, running. It logs nothing and works in `folder`, which
/// is also its -d unless the arguments say otherwise.
program start_client(std::uint16_t port, const temp_folder& folder,
                     std::vector<std::string> arguments);
program start_client(const test_server& server, const temp_folder& folder,
                     std::vector<std::string> arguments);

/// The same to its end, within a minute.
finished_program run_client(std::uint16_t port, const temp_folder& folder,
                            std::vector<std::string> arguments);
finished_program run_client(const test_server& server, const temp_folder& folder,
                            std::vector<std::string> arguments);

/// sluice-server or sluice-client with these arguments only, in /tmp.
finished_program run_server_alone(std::vector<std::string> arguments);
finished_program run_client_alone(std::vector<std::string> arguments);

/// True once the condition holds; false when the limit passes before. Looks every few ms.
bool eventually(const std::function<bool()>& condition, deadline limit);

/// Bytes that look random and are the same for the same arguments.
std::string sample_bytes(std::size_t size, std::uint64_t seed = 1);

/// Whether two files hold the same bytes.
bool same_files(const std::string& one, const std::string& other);

/// True once a download below the folder has verified a chunk: its journal has grown.
bool has_begun(const temp_folder& folder, deadline limit);

} // namespace sluice::test
