#pragma once

#include "transfer/agent/exports.hpp"

namespace sluice::transfer {

/// The walk of one export, whose paths begin with its name; null: it is not shown.
class exports::prefixed final : public storage::listing_walk {
public:
    prefixed(std::string name, std::unique_ptr<storage::listing_walk> inner);

    result<void> seek(std::string_view after) override;
    result<storage::catalog_page> next_page(std::size_t most, std::size_t max_bytes) override;

private:
    std::string prefix_; // the name and "/"
    std::unique_ptr<storage::listing_walk> inner_;
};

/// All that is shown, name by name.
class exports::all final : public storage::listing_walk {
public:
    all(const exports& of, storage::catalog_query query);

    result<void> seek(std::string_view after) override;
    result<storage::catalog_page> next_page(std::size_t most, std::size_t max_bytes) override;

private:
    void enter(const std::string& name);
    bool matches(const std::string& path) const;
    void add_name(const std::string& name, storage::catalog_page& page);
    bool add_below(storage::catalog_page& page, std::size_t most, std::size_t max_bytes);

    const exports& of_;
    storage::catalog_query query_;
    std::map<std::string, storage::root, std::less<>>::const_iterator next_;
    std::unique_ptr<storage::listing_walk> below_; // the last name
    std::string last_;
};

} // namespace sluice::transfer
