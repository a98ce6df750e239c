#pragma once

#include "base/exit_code.hpp"
#include "base/settings.hpp"
#include "base/settings_table.hpp"

namespace sluice::server {

/// `download`: orders a file of an agent from a running server and watches until it is there, as
/// the predecessor's program did (--server URL --client-id ID --file-path P). What happens is told
/// on stderr, the path of the result on stdout. SLUICE_TOKEN holds the token, if one is needed.
/// Blocks.
exit_code run_download_verb(const settings& loaded, const std::string& token);

/// The rows and the verb for it.
std::vector<setting> download_rows();
verb download_verb();

} // namespace sluice::server
