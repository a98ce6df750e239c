#include "net/tls_trust.hpp"

#include <openssl/crypto.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <cstdio>
#include <memory>

namespace sluice::net {
namespace {

constexpr std::string_view prefix = "sha256:";
constexpr std::string_view digits = "0123456789abcdef";

int value_of(char c)
{
    if (c >= 'A' && c <= 'F') c = static_cast<char>(c - 'A' + 'a');
    const auto at = digits.find(c);
    return at == digits.npos ? -1 : static_cast<int>(at);
}

error not_a_fingerprint(std::string_view text)
{
    return fail(errc::bad_usage, "pin",
                "'" + std::string(text) + "': sha256: and 64 hex digits are wanted");
}

} // namespace

std::string to_text(const fingerprint& print)
{
    std::string text(prefix);
    for (const auto one : print) {
        text += digits[std::to_integer<std::size_t>(one) >> 4U];
        text += digits[std::to_integer<std::size_t>(one) & 15U];
    }
    return text;
}

result<fingerprint> parse_fingerprint(std::string_view text)
{
    if (!text.starts_with(prefix)) return not_a_fingerprint(text);
    std::string hex;
    for (const char c : text.substr(prefix.size()))
        if (c != ':') hex += c;
    fingerprint print{};
    if (hex.size() != 2 * print.size()) return not_a_fingerprint(text);
    for (std::size_t i = 0; i < print.size(); ++i) {
        const int high = value_of(hex[2 * i]);
        const int low = value_of(hex[2 * i + 1]);
        if (high < 0 || low < 0) return not_a_fingerprint(text);
        print[i] = static_cast<std::byte>(high * 16 + low);
    }
    return print;
}

result<fingerprint> fingerprint_of(const x509_st& certificate)
{
    fingerprint print{};
    unsigned length = 0;
    const int made = X509_digest(&certificate, EVP_sha256(),
                                 reinterpret_cast<unsigned char*>(print.data()), &length);
    if (made != 1 || length != print.size()) return fail(errc::internal, "fingerprint");
    return print;
}

result<fingerprint> fingerprint_of_file(const std::string& path)
{
    const std::unique_ptr<BIO, int (*)(BIO*)> file(BIO_new_file(path.c_str(), "r"), &BIO_free);
    if (!file) return fail(errc::bad_configuration, "certificate", path + ": cannot be read");
    const std::unique_ptr<X509, void (*)(X509*)> first(
        PEM_read_bio_X509(file.get(), nullptr, nullptr, nullptr), &X509_free);
    if (!first) return fail(errc::bad_configuration, "certificate", path + ": no certificate");
    return fingerprint_of(*first);
}

bool same(const fingerprint& one, const fingerprint& other)
{
    return CRYPTO_memcmp(one.data(), other.data(), one.size()) == 0;
}

} // namespace sluice::net
