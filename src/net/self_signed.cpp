#include "net/self_signed.hpp"

#include "async/asio.hpp"
#include "net/tls_error.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <memory>

namespace sluice::net {
namespace {

using raw_key = std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)>;
using raw_certificate = std::unique_ptr<X509, void (*)(X509*)>;
using raw_memory = std::unique_ptr<BIO, int (*)(BIO*)>;

error failed()
{
    return fail(errc::internal, "certificate", tls_reason());
}

/// Letters, digits, dots, dashes, and a star in front: what cannot break out of the list of names.
bool is_host_name(const std::string& name)
{
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '.' || c == '-' || c == '_' || c == '*';
    };
    return !name.empty() && name.size() <= 253 && std::all_of(name.begin(), name.end(), fits);
}

/// "DNS:a,IP:1.2.3.4", as the configuration language of OpenSSL wants it.
result<std::string> alternative_names(const std::vector<std::string>& names)
{
    std::string list;
    for (const auto& name : names) {
        std::error_code bad;
        const auto address = asio::ip::make_address(name, bad);
        if (bad && !is_host_name(name))
            return fail(errc::bad_usage, "certificate", "'" + name + "' is no name of a host");
        list += (list.empty() ? "" : ",");
        list += bad ? "DNS:" + name : "IP:" + address.to_string();
    }
    if (list.empty()) return fail(errc::bad_usage, "certificate", "no names");
    return list;
}

bool add_extension(X509* to, int kind, const std::string& value)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, to, to, nullptr, nullptr, 0);
    auto* made = X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str());
    if (!made) return false;
    const bool added = X509_add_ext(to, made, -1) == 1;
    X509_EXTENSION_free(made);
    return added;
}

bool set_serial(X509* of)
{
    std::array<unsigned char, 16> random{};
    if (RAND_bytes(random.data(), random.size()) != 1) return false;
    random[0] &= 0x7fU; // positive
    BIGNUM* number = BN_bin2bn(random.data(), random.size(), nullptr);
    const bool set = number && BN_to_ASN1_INTEGER(number, X509_get_serialNumber(of));
    BN_free(number);
    return set;
}

bool set_times(X509* of, std::chrono::days lifetime)
{
    const auto days = static_cast<int>(lifetime.count());
    // Clocks differ: valid from an hour ago; one that shall be expired was valid before that.
    const long past = -3600;
    return X509_gmtime_adj(X509_getm_notBefore(of), past) &&
           X509_time_adj_ex(X509_getm_notAfter(of), days, past, nullptr);
}

bool set_subject(X509* of, const std::string& name)
{
    constexpr std::size_t longest = 64; // of a common name
    const auto shown = name.substr(0, longest);
    auto* subject = X509_get_subject_name(of);
    return X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
                                      reinterpret_cast<const unsigned char*>(shown.data()),
                                      static_cast<int>(shown.size()), -1, 0) == 1 &&
           X509_set_issuer_name(of, subject) == 1;
}

bool fill(X509* made, EVP_PKEY* key, const certificate_wish& wish, const std::string& names)
{
    return X509_set_version(made, X509_VERSION_3) == 1 && set_serial(made) &&
           set_times(made, wish.lifetime) && set_subject(made, wish.names.front()) &&
           X509_set_pubkey(made, key) == 1 &&
           add_extension(made, NID_basic_constraints, "critical,CA:FALSE") &&
           add_extension(made, NID_key_usage, "critical,digitalSignature") &&
           add_extension(made, NID_ext_key_usage, "serverAuth") &&
           add_extension(made, NID_subject_alt_name, names) &&
           add_extension(made, NID_subject_key_identifier, "hash") &&
           X509_sign(made, key, EVP_sha256()) > 0;
}

std::string text_of(BIO* memory)
{
    char* data = nullptr;
    const auto size = BIO_get_mem_data(memory, &data);
    return {data, static_cast<std::size_t>(size)};
}

} // namespace

result<pem_pair> make_self_signed(const certificate_wish& wish)
{
    forget_tls_errors();
    const auto names = alternative_names(wish.names);
    if (!names) return names.error();
    const raw_key key(EVP_EC_gen("P-256"), &EVP_PKEY_free);
    const raw_certificate made(X509_new(), &X509_free);
    if (!key || !made || !fill(made.get(), key.get(), wish, *names)) return failed();
    const raw_memory shown(BIO_new(BIO_s_mem()), &BIO_free);
    const raw_memory secret(BIO_new(BIO_s_secmem()), &BIO_free);
    if (!shown || !secret || PEM_write_bio_X509(shown.get(), made.get()) != 1 ||
        PEM_write_bio_PrivateKey(secret.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) !=
            1)
        return failed();
    return pem_pair{text_of(shown.get()), text_of(secret.get())};
}

} // namespace sluice::net
