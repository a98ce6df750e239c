#pragma once

#include "transfer/give/shown_roots.hpp"

namespace sluice::transfer {

/// All that is shown, name by name.
class shown_roots::side_by_side final : public storage::listing_walk {
public:
    side_by_side(const shown_roots& of, storage::catalog_query query);

    result<void> seek(std::string_view after) override;

    /// unsupported for a query with a pattern.
    result<storage::catalog_page> next_page(std::size_t most, std::size_t max_bytes) override;

private:
    void enter(const std::string& name);
    void add_name(const std::string& name, storage::catalog_page& page);
    result<bool> add_below(storage::catalog_page& page, std::size_t most, std::size_t max_bytes);

    const shown_roots& of_;
    storage::catalog_query query_;
    std::map<std::string, storage::root, std::less<>>::const_iterator next_;
    std::unique_ptr<storage::listing_walk> below_; // the last name
    std::string last_;
    std::size_t bytes_ = 0; // of the page at hand, encoded
};

/// A walk below one name that counts what is left out; null: the name is not shown.
class shown_roots::counted final : public storage::listing_walk {
public:
    counted(const shown_roots& of, std::unique_ptr<storage::listing_walk> inner)
        : of_(of),
          inner_(std::move(inner))
    {
    }

    result<void> seek(std::string_view after) override
    {
        if (!inner_) return fail(errc::not_found, "list");
        return inner_->seek(after);
    }

    result<storage::catalog_page> next_page(std::size_t most, std::size_t max_bytes) override
    {
        if (!inner_) return fail(errc::not_found, "list");
        auto page = inner_->next_page(most, max_bytes);
        if (page) of_.skipped_ += page->skipped;
        return page;
    }

private:
    const shown_roots& of_;
    std::unique_ptr<storage::listing_walk> inner_;
};

} // namespace sluice::transfer
