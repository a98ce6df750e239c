#include "server/security/certificate.hpp"

namespace sluice::server {

result<> certificate::load(const std::string& certificate_file, const std::string& key_file)
{
    std::shared_ptr<const net::tls_context> fresh;
    if (certificate_file.empty() != key_file.empty())
        return fail(errc::bad_configuration, "tls",
                    "tls-certificate and tls-key are given together or not at all");
    if (!certificate_file.empty()) {
        auto made = net::tls_context::server(certificate_file, key_file);
        if (!made) return made.error();
        fresh = std::move(*made);
    }
    const std::scoped_lock lock(mutex_);
    now_ = std::move(fresh);
    return ok;
}

std::shared_ptr<const net::tls_context> certificate::now() const
{
    const std::scoped_lock lock(mutex_);
    return now_;
}

} // namespace sluice::server
