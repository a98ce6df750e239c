#pragma once

#include "receipt/signing_key.hpp"

#include <string>

namespace sluice::receipt {

/// The key of a state folder: FOLDER/receipt-key.pem, mode 0600. Blocks. Errors: not_found (there
/// is none yet), bad_configuration (it is damaged), io_failed.
result<signing_key> read_key_file(const std::string& folder);

/// The same; makes the key, on stable storage, where there is none. One program at a time: who
/// holds the lock of the folder. Errors: those, not_writable, no_space.
result<signing_key> open_key_file(const std::string& folder);

} // namespace sluice::receipt
