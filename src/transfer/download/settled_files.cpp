#include "transfer/download/settled_files.hpp"

namespace sluice::transfer {

/// A walk that leaves out what is settled.
class settled_files::rest final : public storage::listing_walk {
public:
    rest(const settled_files& of, std::unique_ptr<storage::listing_walk> all)
        : of_(of),
          all_(std::move(all))
    {
    }

    result<void> seek(std::string_view after) override { return all_->seek(after); }

    /// A page of nothing but settled files is passed over: an empty one would be the last.
    result<storage::catalog_page> next_page(std::size_t most, std::size_t max_bytes) override
    {
        std::uint32_t skipped = 0;
        while (true) {
            auto page = all_->next_page(most, max_bytes);
            if (!page) return page;
            of_.leave_out(page->entries);
            page->skipped += skipped;
            if (!page->entries.empty() || page->next.empty()) return page;
            skipped = page->skipped;
        }
    }

private:
    const settled_files& of_;
    std::unique_ptr<storage::listing_walk> all_;
};

void settled_files::settle(std::string path)
{
    const std::scoped_lock lock(mutex_);
    settled_.insert(std::move(path));
}

std::size_t settled_files::settled() const
{
    const std::scoped_lock lock(mutex_);
    return settled_.size();
}

void settled_files::leave_out(std::vector<proto::entry>& from) const
{
    const std::scoped_lock lock(mutex_);
    std::erase_if(from, [this](const proto::entry& one) { return settled_.contains(one.path); });
}

std::unique_ptr<storage::listing_walk> settled_files::walk(storage::catalog_query query) const
{
    return std::make_unique<rest>(*this, shown_.walk(std::move(query)));
}

} // namespace sluice::transfer
