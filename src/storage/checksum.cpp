#include "storage/checksum.hpp"

#include <openssl/evp.h>

#include <array>
#include <new>

namespace sluice::storage {
namespace {

const EVP_MD* method_of(checksum_kind kind)
{
    if (kind == checksum_kind::sha1) return EVP_sha1();
    if (kind == checksum_kind::md5) return EVP_md5();
    return EVP_sha256();
}

struct free_context {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

int value_of(char digit)
{
    if (digit >= '0' && digit <= '9') return digit - '0';
    if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
    return digit >= 'A' && digit <= 'F' ? digit - 'A' + 10 : -1;
}

} // namespace

struct checksum::state {
    std::unique_ptr<EVP_MD_CTX, free_context> context{EVP_MD_CTX_new()};
};

std::size_t checksum_size(checksum_kind kind)
{
    if (kind == checksum_kind::sha1) return 20;
    return kind == checksum_kind::md5 ? 16 : 32;
}

checksum::checksum(checksum_kind kind) : state_(std::make_unique<state>())
{
    if (!state_->context || EVP_DigestInit_ex(state_->context.get(), method_of(kind), nullptr) != 1)
        throw std::bad_alloc();
}

checksum::checksum(checksum&&) noexcept = default;
checksum& checksum::operator=(checksum&&) noexcept = default;
checksum::~checksum() = default;

void checksum::update(byte_view bytes)
{
    EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size());
}

byte_buffer checksum::finish()
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> value{};
    unsigned length = 0;
    EVP_DigestFinal_ex(state_->context.get(), value.data(), &length);
    const auto bytes = std::as_bytes(std::span(value)).first(length);
    return {bytes.begin(), bytes.end()};
}

std::optional<byte_buffer> bytes_of_hex(std::string_view text)
{
    if (text.size() % 2 != 0) return std::nullopt;
    byte_buffer bytes;
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const int high = value_of(text[i]);
        const int low = value_of(text[i + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        bytes.push_back(static_cast<std::byte>(high * 16 + low));
    }
    return bytes;
}

} // namespace sluice::storage
