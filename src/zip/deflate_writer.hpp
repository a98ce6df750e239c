#pragma once

#include "base/bytes.hpp"
#include "base/result.hpp"
#include "zip/member.hpp"

#include <memory>

struct archive;

namespace sluice::zip {

/// Writes a compressed zip archive piece by piece, for who need not know its size beforehand. What
/// is made is fetched by take(). One thread at a time; computes, so run it on the pool. Errors of
/// all: io_failed.
class deflate_writer {
public:
    static result<std::unique_ptr<deflate_writer>> make();
    ~deflate_writer();
    deflate_writer(const deflate_writer&) = delete;
    deflate_writer& operator=(const deflate_writer&) = delete;

    /// Ends the member before and begins the next one.
    result<> begin(const member& next);

    /// Bytes of the member begun; of its size in all.
    result<> write(byte_view bytes);

    /// Ends the last member and the archive.
    result<> finish();

    /// What was made since the last call.
    std::string take();

private:
    explicit deflate_writer(::archive* made) : archive_(made) {}

    result<> judge(int outcome) const;

    ::archive* archive_;
    std::string made_;

    friend struct deflate_output;
};

} // namespace sluice::zip
