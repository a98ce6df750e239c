#pragma once

#include "storage/root.hpp"

namespace sluice::storage {

/// Walks a folder tree in order (component by component, by byte value), a page at a time. Holds
/// one descriptor per open folder and the names of the folders on the way down, nothing else.
/// Blocks on the disk: run it on the pool. Not thread-safe; the root must outlive it.
class catalog_walk final : public listing_walk {
public:
    /// Deeper folders than this are an error, too_large.
    static constexpr std::size_t max_depth = 64;

    /// A folder with more names than this is an error, too_large: they are sorted in memory.
    static constexpr std::size_t max_names = 1'000'000;

    catalog_walk(const root& from, catalog_query query);
    ~catalog_walk() override;

    result<void> seek(std::string_view after) override;

    /// A folder that vanished or may not be read counts as empty.
    result<catalog_page> next_page(std::size_t most, std::size_t max_bytes) override;

private:
    struct level;

    result<void> enter(const std::string& path);
    std::string_view inner_part(std::string_view path) const;
    bool wants_below(std::string_view folder) const;
    void visit(const std::string& name, catalog_page& into, std::size_t& bytes);

    const root& from_;
    catalog_query query_;
    std::vector<std::unique_ptr<level>> levels_;
    std::string last_;
    bool started_ = false;
};

/// The entry that describes what stat found.
proto::entry entry_of(std::string path, const struct ::stat& found);

} // namespace sluice::storage
