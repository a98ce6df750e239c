#include "server/agents/json_sequence.hpp"

#include "storage/chunking.hpp"

#include <algorithm>

namespace sluice::server {
namespace {

error wrong(const std::string& what)
{
    return fail(errc::malformed_message, "chunk", what);
}

} // namespace

result<> json_sequence::take(const json_chunk& came)
{
    const auto due = taken_ + 1;
    if (came.number != due)
        return wrong("number " + std::to_string(came.number) + " where " + std::to_string(due) +
                     " was due");
    if (taken_ == 0) {
        total_ = came.total;
        first_ = came.bytes.size();
    }
    if (came.total != total_) return wrong("another total than before");
    if (came.number > total_) return wrong("more than the total says");
    if (came.bytes.size() > storage::max_file_size - bytes_)
        return fail(errc::too_large, "chunk", "the file is too long");
    ++taken_;
    bytes_ += came.bytes.size();
    return ok;
}

result<> json_sequence::end(const json_complete& said) const
{
    if (said.total_chunks != taken_ || taken_ != total_)
        return wrong("the end after " + std::to_string(taken_) + " of " +
                     std::to_string(std::max(total_, said.total_chunks)));
    if (said.total_size != bytes_)
        return wrong(std::to_string(bytes_) + " bytes came where the end says " +
                     std::to_string(said.total_size));
    return ok;
}

std::uint64_t json_sequence::expected_bytes() const
{
    if (taken_ == total_) return bytes_;
    constexpr auto most = storage::max_file_size;
    if (first_ == 0 || total_ > most / first_) return bytes_;
    return std::max(bytes_, first_ * total_);
}

} // namespace sluice::server
