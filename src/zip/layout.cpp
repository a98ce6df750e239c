#include "zip/layout.hpp"

#include <algorithm>

namespace sluice::zip {
namespace {

constexpr std::uint64_t directory_run = 64U << 10U;

/// The last place that does not lie behind `at`.
std::size_t index_of(const std::vector<std::uint64_t>& places, std::uint64_t at)
{
    const auto behind = std::upper_bound(places.begin(), places.end(), at);
    return static_cast<std::size_t>(behind - places.begin()) - 1;
}

} // namespace

layout::layout(std::vector<member> members) : members_(std::move(members))
{
    header_at_.reserve(members_.size() + 1);
    record_at_.reserve(members_.size() + 1);
    std::uint64_t at = 0;
    for (const auto& one : members_) {
        header_at_.push_back(at);
        at += local_header_size(one) + one.size;
    }
    header_at_.push_back(at);
    for (std::size_t i = 0; i < members_.size(); ++i) {
        record_at_.push_back(at);
        at += central_record_size(members_[i], header_at_[i]);
    }
    record_at_.push_back(at);
}

result<layout> layout::make(std::vector<member> members)
{
    const auto judged = judge_names(members);
    if (!judged) return judged.error();
    return layout(std::move(members));
}

directory_place layout::directory() const
{
    return {members_.size(), header_at_.back(), record_at_.back() - header_at_.back()};
}

std::uint64_t layout::size() const
{
    return record_at_.back() + end_records_size(directory());
}

piece layout::piece_at(std::uint64_t from, std::uint64_t past) const
{
    piece made;
    std::uint64_t ends = past;
    if (from >= record_at_.back()) {
        made.skip = from - record_at_.back();
    } else if (from >= header_at_.back()) {
        made.from = piece::source::directory;
        made.member = index_of(record_at_, from);
        made.skip = from - record_at_[made.member];
        auto last = made.member + 1;
        while (record_at_[last] < past && record_at_[last] - from < directory_run &&
               last < members_.size())
            ++last;
        made.count = last - made.member;
        ends = record_at_[last];
    } else {
        made.member = index_of(header_at_, from);
        const auto data_at = header_at_[made.member] + local_header_size(members_[made.member]);
        const bool header = from < data_at;
        made.from = header ? piece::source::header : piece::source::data;
        made.skip = from - (header ? header_at_[made.member] : data_at);
        ends = header ? data_at : header_at_[made.member + 1];
    }
    made.length = std::min(ends, past) - from;
    return made;
}

std::string layout::text_of(const piece& what, std::span<const std::uint32_t> crc32s) const
{
    std::string text;
    const auto i = what.member;
    if (what.from == piece::source::header) {
        append_local_header(text, members_[i], crc32s[i]);
    } else if (what.from == piece::source::directory) {
        for (auto one = i; one < i + what.count; ++one)
            append_central_record(text, members_[one], crc32s[one], header_at_[one]);
    } else {
        append_end_records(text, directory());
    }
    return text.substr(what.skip, what.length);
}

} // namespace sluice::zip
