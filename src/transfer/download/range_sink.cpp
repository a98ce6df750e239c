#include "transfer/download/range_sink.hpp"

#include <algorithm>

namespace sluice::transfer {

result<> sink_rules::inspect(download_file& file) const
{
    if (!gate) return ok;
    auto judged = gate->inspect(file.wanted().path(), file.part->descriptor());
    if (!judged) file.part->discard();
    return judged;
}

result<void> range_sink::open(download_file& file)
{
    auto folder = rules_.target.folder(file.wanted().folder);
    if (!folder) return folder.error();
    storage::part_target target{std::move(*folder), file.wanted().name};
    auto part = storage::part_file::open(rules_.calls, std::move(target), file.source());
    if (!part) return part.error();
    file.part = std::move(*part);
    return ok;
}

result<void> range_sink::take_bytes(download_file& file, byte_view bytes)
{
    if (!file.part) {
        const auto opened = open(file);
        if (!opened) return opened.error();
    }
    const auto written = file.part->write(position_, bytes);
    if (!written) return written.error();
    const std::uint64_t chunk_size = file.plan.chunk_size();
    const auto range_end = range_.offset + range_.length;
    while (!bytes.empty()) {
        const auto chunk_end = std::min((position_ / chunk_size + 1) * chunk_size, range_end);
        const auto piece =
            bytes.first(std::min<std::uint64_t>(bytes.size(), chunk_end - position_));
        // A chunk that came in one piece is hashed at once, without going through a state.
        const bool whole = position_ % chunk_size == 0 && piece.size() == chunk_end - position_;
        position_ += piece.size();
        bytes = bytes.subspan(piece.size());
        if (whole) {
            append(computed_, storage::digest_of(rules_.kind, piece).bytes());
            continue;
        }
        hasher_.update(piece);
        if (position_ == chunk_end) append(computed_, hasher_.finish().bytes());
    }
    return ok;
}

void range_sink::compare(const sink_step& step, sink_outcome& outcome)
{
    auto& file = *step.file;
    const auto width = storage::digest_size(rules_.kind);
    const auto first = range_.offset / file.plan.chunk_size();
    for (std::size_t at = 0; at < computed_.size(); at += width) {
        const auto chunk = first + at / width;
        const storage::digest mine(byte_view(computed_).subspan(at, width));
        const bool same = at + width <= step.digests.size() &&
                          mine == storage::digest(byte_view(step.digests).subspan(at, width));
        if (!same) {
            outcome.bad.push_back(chunk);
            continue;
        }
        std::copy(mine.bytes().begin(), mine.bytes().end(),
                  file.digests.begin() + static_cast<std::ptrdiff_t>(chunk * width));
        const auto noted = file.part->record({chunk, mine});
        if (noted)
            outcome.good.push_back(chunk);
        else
            outcome.failed = noted.error();
    }
}

sink_outcome range_sink::end_range(const sink_step& step)
{
    auto& file = *step.file;
    sink_outcome outcome;
    outcome.file = step.file;
    outcome.range = range_;
    outcome.failed = std::exchange(failed_, std::nullopt);
    if (outcome.failed || file.broken) return outcome;
    compare(step, outcome);
    if (outcome.failed) return outcome;
    const bool wants_sync = rules_.durability == storage::durability::file;
    if (wants_sync && !file.has_one_chunk()) file.part->start_writing(range_.offset, range_.length);
    if (!wants_sync && file.has_one_chunk() && outcome.bad.empty()) {
        const auto judged = rules_.inspect(file);
        if (judged)
            outcome.published = file.part->publish(rules_.policy);
        else
            outcome.published = judged.error();
        file.part.reset();
    }
    return outcome;
}

sink_outcome range_sink::lose_range(const sink_step& step)
{
    sink_outcome outcome;
    outcome.file = step.file;
    outcome.range = step.range;
    outcome.lost = true;
    outcome.refused = step.refused;
    // Of what came before it was lost: the file is broken, and nobody else will tell why.
    outcome.failed = std::exchange(failed_, std::nullopt);
    return outcome;
}

std::vector<sink_outcome> range_sink::take(const std::vector<sink_step>& steps)
{
    std::vector<sink_outcome> outcomes;
    for (const auto& step : steps) {
        if (step.kind == sink_step::what::begin) {
            range_ = step.range;
            position_ = range_.offset;
            computed_.clear();
            static_cast<void>(hasher_.finish()); // of a range that was cut off
        } else if (step.kind == sink_step::what::end) {
            outcomes.push_back(end_range(step));
        } else if (step.kind == sink_step::what::lost) {
            outcomes.push_back(lose_range(step));
        } else if (!step.file->broken) {
            auto taken = take_bytes(*step.file, step.bytes);
            if (taken) continue;
            step.file->broken = true;
            failed_ = taken.error();
        }
    }
    return outcomes;
}

} // namespace sluice::transfer
