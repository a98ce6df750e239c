#pragma once

#include "http/prepared_reply.hpp"
#include "storage/file_stamp.hpp"

#include <array>
#include <chrono>
#include <memory>
#include <mutex>

namespace sluice::server {

/// A small file as it was read: its bytes and what an answer says of them.
struct small_file_copy {
    using clock = std::chrono::steady_clock;

    storage::file_stamp stamp;
    http::prepared_reply reply;
    clock::time_point read_at;
};

/// Copies of the small files that are asked for again and again. What is here is true of one
/// version only: the caller compares the stamp of a copy with that of the file as it stands at its
/// path right now. A copy is read anew after a moment all the same, for writers whose changes the
/// kernel notes late (a shared mapping). A fixed number of places, so memory is bounded.
/// Thread-safe.
class small_files {
public:
    using clock = small_file_copy::clock;

    static constexpr std::uint64_t largest = 8U << 10U; // bytes of a file
    static constexpr std::chrono::milliseconds lifetime{1000};

    struct lookup {
        std::shared_ptr<const small_file_copy> copy; // null: none that is fresh
        bool wanted = false;                         // asked for twice: worth a copy
    };

    lookup find(const std::string& path, clock::time_point now);

    /// Takes the place of whatever was at the path's place.
    void keep(const std::string& path, std::shared_ptr<const small_file_copy> copy);

private:
    struct place {
        std::string path;
        std::shared_ptr<const small_file_copy> copy;
        std::size_t missed = 0; // hash of the path that was last asked for in vain
    };

    std::mutex mutex_;
    std::array<place, 256> places_;
};

} // namespace sluice::server
