#include "storage/checksum.hpp"
#include "storage/read_file.hpp"
#include "transfer/upload/array_shelf.hpp"
#include "transfer/upload/upload_publish.hpp"

#include <fcntl.h>

namespace sluice::transfer {
namespace {

constexpr std::size_t hash_buffer = std::size_t{1} << 20U;

} // namespace

arrival_rules& upload_shared::rules_of(state::upload_place place) const
{
    if (place == state::upload_place::array && arrays) return *arrays;
    return place == state::upload_place::library ? library_rules : tree_rules;
}

result<byte_buffer> sha256_of(int file, std::uint64_t size)
{
    byte_buffer buffer(static_cast<std::size_t>(std::min<std::uint64_t>(hash_buffer, size)));
    storage::checksum sum(storage::checksum_kind::sha256);
    for (std::uint64_t at = 0; at < size;) {
        const auto got = storage::read_at(file, at, buffer);
        if (!got) return got.error();
        const auto left = static_cast<std::size_t>(std::min<std::uint64_t>(*got, size - at));
        if (left == 0) return fail(errc::io_failed, "hash upload", "the file is too short");
        sum.update(byte_view(buffer).first(left));
        at += left;
    }
    return sum.finish();
}

result<storage::part_target> place_of(upload_shared& shared, const state::upload_record& record)
{
    storage::part_target place;
    if (record.place == state::upload_place::library) {
        place.folder = shared.library;
        place.name = record.id;
        return place;
    }
    if (record.place == state::upload_place::array) {
        if (!shared.arrays) return fail(errc::unsupported, "upload", "no arrays are kept");
        place.folder = shared.arrays->folder();
        place.name = record.id;
        return place;
    }
    const auto path = storage::check_path(record.target);
    if (!path) return path.error();
    auto folder = shared.served.folder(path->folder());
    if (!folder) return folder.error();
    place.folder = std::move(*folder);
    place.name = path->name();
    return place;
}

result<published_upload> published_as(upload_shared& shared, const state::upload_record& record)
{
    auto at = record;
    if (record.place == state::upload_place::tree) at.target = record.outcome;
    const auto place = place_of(shared, at);
    if (!place) return place.error();
    const unique_fd file(::openat(place->folder->get(), place->name.c_str(),
                                  O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (!file) return fail_errno("published upload", record.outcome);
    const auto stamp = storage::stamp_of_open(file.get());
    if (!stamp) return stamp.error();
    published_upload made{.id = record.id,
                          .name = record.outcome,
                          .size = stamp->size,
                          .sha256 = {},
                          .stamp = *stamp,
                          .content_type = {}};
    const state::digest_key key{stamp->device, stamp->inode, stamp->size, stamp->modified_ns,
                                stamp->changed_ns};
    const auto known = shared.store.find_sha256(key);
    if (known && *known) made.sha256 = **known;
    if (record.place != state::upload_place::library) return made;
    const auto entry = shared.store.find_library_file(record.id);
    if (!entry) return entry.error();
    if (!*entry) return fail(errc::not_found, "published upload", record.id);
    made.content_type = (*entry)->content_type;
    made.sha256 = (*entry)->sha256;
    return made;
}

} // namespace sluice::transfer
