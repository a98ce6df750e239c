#pragma once

#include "base/result.hpp"
#include "base/unique_fd.hpp"
#include "stream/message.hpp"
#include "stream/schema.hpp"

#include <string>

namespace sluice::client {

/// A .npy file that grows message by message. Its head tells the number that was counted last, and
/// at the end of its life all; whatever stands behind it NumPy does not read.
class npy_recording {
public:
    /// Errors: target_exists, bad_usage (too many dimensions), those of the disk.
    static result<npy_recording> create(const std::string& path, const stream::schema& of);

    npy_recording(npy_recording&&) noexcept = default;
    npy_recording& operator=(npy_recording&&) noexcept = default;
    ~npy_recording();

    /// Errors: no_space, those of the disk; then nothing of this message is counted.
    result<> add(const stream::message& one);

    /// Writes the number of messages into the head.
    result<> count();

    /// As count(), and all is on stable storage.
    result<> finish();

    std::uint64_t messages() const { return messages_; }

private:
    npy_recording(unique_fd file, stream::schema of, std::size_t head_size);

    unique_fd file_;
    stream::schema layout_;
    std::size_t head_size_;
    std::size_t message_bytes_;
    std::uint64_t messages_ = 0;
};

} // namespace sluice::client
