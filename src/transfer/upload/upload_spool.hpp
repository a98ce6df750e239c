#pragma once

#include "storage/checksum.hpp"
#include "transfer/upload/upload_shared.hpp"

namespace sluice::transfer {

/// Bytes that come before anybody knows how many they are, in a file under the id that their upload
/// is going to have. Destroyed before it was kept, the file goes. Every call blocks.
class upload_spool {
public:
    static result<std::unique_ptr<upload_spool>> open(upload_shared& shared);
    upload_spool(const upload_spool&) = delete;
    upload_spool& operator=(const upload_spool&) = delete;
    ~upload_spool();

    /// Writes and hashes. Errors: no_space, io_failed.
    result<> append(byte_view bytes);

    /// The two halves of append, for who has them done at the same time on two threads.
    result<> write(byte_view bytes);
    void hash(byte_view bytes) { sum_.update(bytes); }

    /// From an offset on, as many as there are and fit.
    result<std::size_t> read(std::uint64_t offset, std::span<std::byte> into) const;

    const std::string& id() const { return id_; }
    std::uint64_t size() const { return size_; }
    int descriptor() const { return file_.get(); }

    /// The SHA-256 of all that was appended; once, at the end.
    byte_buffer sha256() { return sum_.finish(); }

    /// The file stays: it belongs to an upload now.
    void keep() { kept_ = true; }

private:
    upload_spool(upload_shared& shared, std::string id, unique_fd file);

    upload_shared& shared_;
    std::string id_;
    unique_fd file_;
    std::uint64_t size_ = 0;
    std::uint64_t begun_ = 0; // the disk was asked to write up to here
    storage::checksum sum_{storage::checksum_kind::sha256};
    bool kept_ = false;
};

/// 128 random bits in hex: nobody guesses another's upload.
std::string random_upload_id();

} // namespace sluice::transfer
