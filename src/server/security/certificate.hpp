#pragma once

#include "net/tls_context.hpp"

#include <mutex>

namespace sluice::server {

/// The certificate in force. Thread-safe; connections keep the one they began with.
class certificate {
public:
    /// Reads the files again. No certificate file: no TLS. After an error the one before stays in
    /// force. Errors as net::tls_context::server, and bad_configuration when the key is missing.
    result<> load(const std::string& certificate_file, const std::string& key_file);

    /// Null: TLS is not spoken.
    std::shared_ptr<const net::tls_context> now() const;

private:
    mutable std::mutex mutex_;
    std::shared_ptr<const net::tls_context> now_;
};

} // namespace sluice::server
