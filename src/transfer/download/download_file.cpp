#include "transfer/download/download_file.hpp"

#include "storage/chunking.hpp"

namespace sluice::transfer {

download_file::download_file(wanted_file wanted, storage::digest_kind kind,
                             std::uint64_t range_bytes)
    : plan(wanted.info.size, wanted.info.chunk_size, range_bytes),
      wanted_(std::move(wanted)),
      kind_(kind)
{
    digests.resize(storage::chunk_count(wanted_.info.size, wanted_.info.chunk_size) *
                   storage::digest_size(kind));
}

storage::part_source download_file::source() const
{
    storage::part_source from;
    from.path = wanted_.info.path;
    from.version = wanted_.info.version;
    from.size = wanted_.info.size;
    from.chunk_size = wanted_.info.chunk_size;
    from.kind = kind_;
    return from;
}

void download_file::take_resumed()
{
    const auto width = static_cast<std::ptrdiff_t>(storage::digest_size(kind_));
    for (const auto& done : part->resumed_chunks()) {
        const auto at = digests.begin() + static_cast<std::ptrdiff_t>(done.chunk) * width;
        std::copy(done.value.bytes().begin(), done.value.bytes().end(), at);
    }
    plan.mark_done(part->resumed());
}

storage::digest download_file::root() const
{
    storage::root_hasher over(kind_, wanted_.info.size, wanted_.info.chunk_size);
    over.add(digests);
    return over.finish();
}

} // namespace sluice::transfer
