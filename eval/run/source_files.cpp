#include "eval/run/source_files.hpp"

#include "base/unique_fd.hpp"
#include "storage/chunking.hpp"
#include "storage/hash_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <random>

namespace sluice::eval {
namespace {

namespace fs = std::filesystem;
constexpr std::size_t piece_bytes = 1U << 20U;

/// The content of a file, piece by piece.
class seeded_content {
public:
    seeded_content(std::uint64_t seed, std::uint64_t size, unsigned number) : left_(size)
    {
        std::seed_seq mixed{
            static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32U),
            static_cast<std::uint32_t>(size), static_cast<std::uint32_t>(size >> 32U),
            static_cast<std::uint32_t>(number)};
        random_.seed(mixed);
        words_.resize(piece_bytes / sizeof(std::uint64_t));
    }

    /// At most 1 MiB; empty at the end. Good until the next call.
    byte_view next()
    {
        for (auto& word : words_)
            word = random_();
        const auto size = std::min<std::uint64_t>(left_, piece_bytes);
        left_ -= size;
        return std::as_bytes(std::span(words_)).first(size);
    }

private:
    std::mt19937_64 random_;
    std::uint64_t left_;
    std::vector<std::uint64_t> words_;
};

/// The root digest of content that was never a file.
std::string digest_of_content(seeded_content content, std::uint64_t size)
{
    const auto chunk_size = storage::chunk_size_for(size);
    storage::root_hasher root(storage::digest_kind::xxh3, size, chunk_size);
    storage::hasher chunk(storage::digest_kind::xxh3);
    std::uint64_t in_chunk = 0;
    for (auto piece = content.next(); !piece.empty(); piece = content.next()) {
        chunk.update(piece);
        in_chunk += piece.size();
        if (in_chunk < chunk_size && piece.size() == piece_bytes) continue;
        root.add(chunk.finish().bytes());
        in_chunk = 0;
    }
    if (in_chunk > 0) root.add(chunk.finish().bytes());
    return root.finish().hex();
}

result<void> write_content(const fs::path& path, seeded_content content)
{
    const auto unfinished = path.string() + ".new";
    unique_fd file(::open(unfinished.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
    if (!file) return fail_errno("make files", unfinished);
    for (auto piece = content.next(); !piece.empty(); piece = content.next()) {
        while (!piece.empty()) {
            const auto put = ::write(file.get(), piece.data(), piece.size());
            if (put < 0) return fail_errno("make files", unfinished);
            piece = piece.subspan(static_cast<std::size_t>(put));
        }
    }
    if (::rename(unfinished.c_str(), path.c_str()) != 0) return fail_errno("make files", path);
    return ok;
}

} // namespace

result<std::string> root_digest_of(const fs::path& path)
{
    const unique_fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    if (!file) return fail_errno("check", path);
    struct stat status{};
    if (::fstat(file.get(), &status) != 0) return fail_errno("check", path);
    const auto size = static_cast<std::uint64_t>(status.st_size);
    const auto chunk_size = storage::chunk_size_for(size);
    const storage::hashed_file hashed{file.get(), size, chunk_size, storage::digest_kind::xxh3};
    storage::root_hasher root(hashed.kind, size, chunk_size);
    for (std::uint64_t chunk = 0; chunk < storage::chunk_count(size, chunk_size); ++chunk) {
        const auto digest = storage::hash_chunk(hashed, chunk);
        if (!digest) return digest.error();
        root.add(digest->bytes());
    }
    return root.finish().hex();
}

result<std::vector<source_file>> make_source_files(const fs::path& folder, std::uint64_t size,
                                                   unsigned count, std::uint64_t seed)
{
    std::error_code ec;
    fs::create_directories(folder, ec);
    if (ec) return fail_errno("make files", folder, ec.value());
    std::vector<source_file> all;
    for (unsigned number = 1; number <= count; ++number) {
        const seeded_content content(seed, size, number);
        source_file made{fmt::format("seed{}-{:04}.bin", seed, number), size,
                         digest_of_content(content, size)};
        const auto there = root_digest_of(folder / made.name);
        if (!there || *there != made.digest) {
            const auto written = write_content(folder / made.name, content);
            if (!written) return written.error();
        }
        all.push_back(std::move(made));
    }
    return all;
}

} // namespace sluice::eval
