#include "receipt/signing_key.hpp"

#include "receipt/raw_key.hpp"

#include <openssl/pem.h>

namespace sluice::receipt {

struct signing_key::pair {
    raw_key key;
};

namespace {

error failed()
{
    std::array<char, 256> text{};
    ::ERR_error_string_n(::ERR_get_error(), text.data(), text.size());
    ::ERR_clear_error();
    return fail(errc::internal, "receipt key", text.data());
}

result<public_key> public_of(const raw_key& key)
{
    std::array<unsigned char, public_key::size> bytes{};
    std::size_t length = bytes.size();
    if (::EVP_PKEY_get_raw_public_key(key.get(), bytes.data(), &length) != 1) return failed();
    return public_key(std::as_bytes(std::span(bytes)));
}

} // namespace

signing_key::signing_key(std::unique_ptr<pair> held, public_key its_public)
    : held_(std::move(held)),
      public_(its_public)
{
}

signing_key::signing_key(signing_key&&) noexcept = default;
signing_key& signing_key::operator=(signing_key&&) noexcept = default;
signing_key::~signing_key() = default;

result<signing_key> signing_key::make()
{
    auto key = own(::EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
    if (!key) return failed();
    const auto its_public = public_of(key);
    if (!its_public) return its_public.error();
    return signing_key(std::make_unique<pair>(pair{std::move(key)}), *its_public);
}

result<signing_key> signing_key::read(std::string_view pem)
{
    const auto memory = memory_over(pem);
    auto key = own(::PEM_read_bio_PrivateKey(memory.get(), nullptr, nullptr, nullptr));
    ::ERR_clear_error();
    if (!key || ::EVP_PKEY_id(key.get()) != EVP_PKEY_ED25519)
        return fail(errc::bad_configuration, "receipt key", "no Ed25519 key in PEM");
    const auto its_public = public_of(key);
    if (!its_public) return its_public.error();
    return signing_key(std::make_unique<pair>(pair{std::move(key)}), *its_public);
}

result<byte_buffer> signing_key::sign(std::string_view text) const
{
    constexpr std::size_t signature_size = 64;
    const auto context = new_context();
    if (!context ||
        ::EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, held_->key.get()) != 1)
        return failed();
    byte_buffer signature(signature_size);
    std::size_t length = signature.size();
    if (::EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &length,
                         reinterpret_cast<const unsigned char*>(text.data()), text.size()) != 1)
        return failed();
    return signature;
}

std::string signing_key::pem() const
{
    const auto memory = new_memory();
    if (::PEM_write_bio_PKCS8PrivateKey(memory.get(), held_->key.get(), nullptr, nullptr, 0,
                                        nullptr, nullptr) != 1)
        return {};
    return content_of(memory);
}

} // namespace sluice::receipt
