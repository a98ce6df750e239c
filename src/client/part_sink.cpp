#include "client/part_sink.hpp"

#include "fetch/file_name.hpp"
#include "http/etag.hpp"
#include "http/text.hpp"
#include "storage/chunking.hpp"
#include "storage/read_file.hpp"

#include <algorithm>

namespace sluice::client {
namespace {

using storage::digest_kind;

/// Stands for the bytes that a tag stands for.
proto::version_token version_of(const part_memory& of)
{
    proto::version_token version{};
    const auto digest = storage::digest_of(digest_kind::sha256, as_bytes(of.etag));
    std::copy_n(digest.bytes().begin(), version.size(), version.begin());
    return version;
}

std::string strong_tag(const fetch::answer& head)
{
    const auto* field = head.fields.find("etag");
    if (!field) return {};
    const auto tag = http::parse_etag(*field);
    return tag && !tag->weak ? *field : std::string();
}

std::optional<std::uint64_t> length_of(const fetch::answer& head)
{
    const auto* field = head.fields.find("content-length");
    return field ? http::saturated_number(*field) : std::nullopt;
}

/// The first byte and the whole length that "bytes 5-9/10" names.
struct range_place {
    std::uint64_t first = 0;
    std::uint64_t whole = 0;
};

std::optional<range_place> place_of(const fetch::answer& head)
{
    const auto* field = head.fields.find("content-range");
    if (!field || !http::lower(*field).starts_with("bytes ")) return std::nullopt;
    const auto text = std::string_view(*field).substr(6);
    const auto dash = text.find('-');
    const auto slash = text.find('/');
    if (dash == text.npos || slash == text.npos || slash < dash) return std::nullopt;
    const auto first = http::saturated_number(text.substr(0, dash));
    const auto end = http::saturated_number(text.substr(dash + 1, slash - dash - 1));
    const auto whole = http::saturated_number(text.substr(slash + 1));
    if (!first || !end || !whole || *whole == 0 || *end != *whole - 1) return std::nullopt;
    return range_place{*first, *whole};
}

} // namespace

part_sink::part_sink(part_terms terms)
    : terms_(std::move(terms)),
      chunk_digest_(digest_kind::xxh3),
      whole_(storage::checksum_kind::sha256)
{
}

result<void> part_sink::open_part()
{
    part_.reset();
    auto folder = terms_.into.folder({});
    if (!folder) return folder.error();
    storage::part_source source;
    source.path = terms_.source;
    source.version = version_of(memory_);
    source.size = memory_.size;
    source.chunk_size = storage::chunk_size_for(memory_.size);
    auto opened = storage::part_file::open(terms_.calls, {std::move(*folder), memory_.name},
                                           std::move(source));
    if (!opened) return opened.error();
    part_ = std::move(*opened);
    return ok;
}

result<std::uint64_t> part_sink::resume(const part_memory& known)
{
    memory_ = known;
    const auto opened = open_part();
    if (!opened) return opened.error();
    const auto& there = part_->resumed();
    const auto first_missing = std::find(there.begin(), there.end(), false) - there.begin();
    offset_ = std::min(static_cast<std::uint64_t>(first_missing) * part_->source().chunk_size,
                       memory_.size);
    const auto digested = digest_resumed();
    if (!digested) return digested.error();
    return offset_;
}

result<void> part_sink::digest_resumed()
{
    byte_buffer piece(std::size_t{256} << 10U);
    for (std::uint64_t at = 0; at < offset_;) {
        const auto wanted = std::min<std::uint64_t>(piece.size(), offset_ - at);
        const auto got = storage::read_at(part_->descriptor(), at,
                                          std::span(piece).first(static_cast<std::size_t>(wanted)));
        if (!got) return got.error();
        if (*got != wanted) return fail(errc::io_failed, "read", memory_.name);
        whole_.update(byte_view(piece).first(*got));
        at += *got;
    }
    return ok;
}

result<void> part_sink::begin(const fetch::answer& head)
{
    const auto* coding = head.fields.find("content-encoding");
    if (coding && !http::same_text(*coding, "identity"))
        return fail(errc::unsupported, "fetch", "the body is coded: " + *coding);
    if (head.status == 206) return go_on(head);
    if (head.status != 200)
        return fail(errc::malformed_message, "fetch",
                    "status " + std::to_string(head.status) + " brings no file");
    return begin_anew(head);
}

result<void> part_sink::go_on(const fetch::answer& head)
{
    const auto place = place_of(head);
    if (!part_ || !place || place->first != offset_ || place->whole != memory_.size)
        return fail(errc::malformed_message, "fetch", "another range came than was asked for");
    return ok;
}

result<void> part_sink::begin_anew(const fetch::answer& head)
{
    part_memory fresh;
    const auto length = length_of(head);
    fresh.name = terms_.name.empty() ? fetch::offered_name(head) : terms_.name;
    // Without both nobody could tell whether a rest belongs to the beginning.
    fresh.etag = length ? strong_tag(head) : std::string();
    fresh.size = fresh.etag.empty() ? 0 : *length;
    if (length.value_or(0) > terms_.most_bytes)
        return fail(errc::too_large, "fetch", fresh.name + ": more than --most-bytes");
    if (fresh.name != memory_.name) discard();
    memory_ = fresh;
    offset_ = 0;
    whole_ = storage::checksum(storage::checksum_kind::sha256);
    if (!fresh.etag.empty() && terms_.remember) {
        const auto remembered = terms_.remember(fresh);
        if (!remembered) return remembered;
    }
    return open_part();
}

result<void> part_sink::end_chunk()
{
    const auto chunk_size = part_->source().chunk_size;
    const auto chunk = (offset_ - 1) / chunk_size;
    storage::verified_chunk done;
    done.chunk = chunk;
    done.value = chunk_digest_.finish();
    chunk_filled_ = 0;
    part_->start_writing(chunk * chunk_size, chunk_size);
    return part_->record(done);
}

result<void> part_sink::take(byte_view bytes)
{
    received_ += bytes.size();
    if (offset_ + bytes.size() > terms_.most_bytes)
        return fail(errc::too_large, "fetch", memory_.name + ": more than --most-bytes");
    const auto chunk_size = part_->source().chunk_size;
    while (!bytes.empty()) {
        const auto room = chunk_size - chunk_filled_;
        const auto piece = bytes.first(std::min<std::size_t>(bytes.size(), room));
        const auto wrote = part_->write(offset_, piece);
        if (!wrote) return wrote;
        chunk_digest_.update(piece);
        whole_.update(piece);
        offset_ += piece.size();
        chunk_filled_ += piece.size();
        bytes = bytes.subspan(piece.size());
        if (chunk_filled_ < chunk_size) continue;
        const auto ended = end_chunk();
        if (!ended) return ended;
    }
    return ok;
}

result<bool> part_sink::finish()
{
    if (!part_) return false;
    if (memory_.size > 0 && offset_ != memory_.size)
        return fail(errc::peer_closed, "fetch", memory_.name + ": shorter than it was declared");
    if (chunk_filled_ > 0) {
        const auto ended = end_chunk();
        if (!ended) return ended.error();
    }
    sha256_ = whole_.finish();
    return true;
}

void part_sink::discard()
{
    if (part_) part_->discard();
    part_.reset();
}

} // namespace sluice::client
