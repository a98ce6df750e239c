#include "storage/digest.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <xxhash.h>
// The library's own build is plain SSE2; the dispatching header picks AVX2 or AVX-512 at run time.
#if defined(__x86_64__) && __has_include(<xxh_x86dispatch.h>)
#include <xxh_x86dispatch.h>
#endif

#include <algorithm>
#include <new>
#include <stdexcept>

namespace sluice::storage {
namespace {

digest canonical(XXH128_hash_t hash)
{
    XXH128_canonical_t bytes;
    XXH128_canonicalFromHash(&bytes, hash);
    return digest(std::as_bytes(std::span(bytes.digest)));
}

struct evp_deleter {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

struct xxh_deleter {
    void operator()(XXH3_state_t* state) const { XXH3_freeState(state); }
};

void insist(bool good)
{
    if (!good) throw std::runtime_error("digest library failed");
}

} // namespace

std::size_t digest_size(digest_kind kind)
{
    return kind == digest_kind::sha256 ? 32 : 16;
}

std::string_view name_of(digest_kind kind)
{
    return kind == digest_kind::sha256 ? "sha256" : "xxh3";
}

digest::digest(byte_view bytes) : size_(static_cast<std::uint8_t>(bytes.size()))
{
    insist(bytes.size() <= bytes_.size());
    std::copy(bytes.begin(), bytes.end(), bytes_.begin());
}

std::string digest::hex() const
{
    std::string text;
    for (const auto b : bytes())
        text += fmt::format("{:02x}", std::to_integer<unsigned>(b));
    return text;
}

struct hasher::state {
    std::unique_ptr<XXH3_state_t, xxh_deleter> xxh3;
    std::unique_ptr<EVP_MD_CTX, evp_deleter> sha256;

    void reset()
    {
        if (xxh3)
            insist(XXH3_128bits_reset(xxh3.get()) == XXH_OK);
        else
            insist(EVP_DigestInit_ex(sha256.get(), EVP_sha256(), nullptr) == 1);
    }
};

hasher::hasher(digest_kind kind) : state_(std::make_unique<state>())
{
    if (kind == digest_kind::sha256)
        state_->sha256.reset(EVP_MD_CTX_new());
    else
        state_->xxh3.reset(XXH3_createState());
    if (!state_->sha256 && !state_->xxh3) throw std::bad_alloc();
    state_->reset();
}

hasher::hasher(hasher&&) noexcept = default;
hasher& hasher::operator=(hasher&&) noexcept = default;
hasher::~hasher() = default;

void hasher::update(byte_view bytes)
{
    if (state_->xxh3)
        XXH3_128bits_update(state_->xxh3.get(), bytes.data(), bytes.size());
    else
        insist(EVP_DigestUpdate(state_->sha256.get(), bytes.data(), bytes.size()) == 1);
}

digest hasher::finish()
{
    digest made;
    if (state_->xxh3) {
        made = canonical(XXH3_128bits_digest(state_->xxh3.get()));
    } else {
        std::array<unsigned char, 32> out{};
        insist(EVP_DigestFinal_ex(state_->sha256.get(), out.data(), nullptr) == 1);
        made = digest(std::as_bytes(std::span(out)));
    }
    state_->reset();
    return made;
}

digest digest_of(digest_kind kind, byte_view bytes)
{
    if (kind == digest_kind::xxh3) return canonical(XXH3_128bits(bytes.data(), bytes.size()));
    hasher whole(kind);
    whole.update(bytes);
    return whole.finish();
}

root_hasher::root_hasher(digest_kind kind, std::uint64_t size, std::uint32_t chunk_size)
    : over_(kind)
{
    byte_buffer head;
    append_be(head, size);
    append_be(head, chunk_size);
    head.push_back(static_cast<std::byte>(kind));
    over_.update(head);
}

} // namespace sluice::storage
