#include "transfer/download/work_list.hpp"

#include <algorithm>

namespace sluice::transfer {

void work_list::add(shared_file file)
{
    ++open_;
    if (!file->has_one_chunk()) ++open_large_;
    ready_.push_back(std::move(file));
    changed_.notify_all();
}

std::optional<work_item> work_list::take()
{
    while (!stopped_ && !ready_.empty()) {
        auto file = ready_.front();
        const auto range = file->closed || file->failed ? std::nullopt : file->plan.take();
        if (range) {
            ++file->in_flight;
            return work_item{std::move(file), *range};
        }
        ready_.pop_front();
    }
    return std::nullopt;
}

void work_list::touch(const shared_file& file)
{
    const bool listed = std::find(ready_.begin(), ready_.end(), file) != ready_.end();
    if (!listed && !file->closed && !file->failed) ready_.push_front(file);
    changed_.notify_all();
}

void work_list::finish_adding()
{
    adding_done_ = true;
    changed_.notify_all();
}

void work_list::stop()
{
    stopped_ = true;
    changed_.notify_all();
}

void work_list::close(download_file& file)
{
    if (file.closed) return;
    file.closed = true;
    --open_;
    if (!file.has_one_chunk()) --open_large_;
    changed_.notify_all();
}

std::uint64_t work_list::spare_ranges(std::uint64_t most) const
{
    std::uint64_t spare = 0;
    for (const auto& file : ready_) {
        spare += file->plan.ranges_left();
        if (spare >= most) break;
    }
    return spare;
}

} // namespace sluice::transfer
