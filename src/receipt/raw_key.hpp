#pragma once

#include "base/error.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include <memory>
#include <string>
#include <string_view>

namespace sluice::receipt {

// Owners of what OpenSSL makes.
using raw_key = std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)>;
using raw_context = std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)>;
using raw_memory = std::unique_ptr<BIO, int (*)(BIO*)>;

inline raw_key own(EVP_PKEY* made)
{
    return {made, &::EVP_PKEY_free};
}

inline raw_context new_context()
{
    return {::EVP_MD_CTX_new(), &::EVP_MD_CTX_free};
}

inline raw_memory memory_over(std::string_view text)
{
    return {::BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), &::BIO_free};
}

inline raw_memory new_memory()
{
    return {::BIO_new(::BIO_s_mem()), &::BIO_free};
}

/// What was written into a memory BIO.
inline std::string content_of(const raw_memory& memory)
{
    char* begin = nullptr;
    const auto length = BIO_get_mem_data(memory.get(), &begin);
    return length > 0 ? std::string(begin, static_cast<std::size_t>(length)) : std::string();
}

} // namespace sluice::receipt
