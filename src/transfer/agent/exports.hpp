#pragma once

#include "storage/catalog.hpp"
#include "transfer/agent/export_place.hpp"
#include "transfer/agent/export_spec.hpp"

#include <map>

namespace sluice::transfer {

/// The folders that an agent shows, side by side under their names, and nothing else: a path that
/// does not begin with one of them is not_found. Every path is opened below the descriptor of its
/// folder, without links, as in storage::root. Safe from any thread.
class exports final : public storage::shown_files {
public:
    /// Opens the folders; links in the way to them are followed once. Errors: bad_usage (none, too
    /// many, two of the same name, "/" without a name), not_found, not_a_folder, permission_denied.
    static result<std::unique_ptr<exports>> open(const std::vector<export_spec>& wanted);

    result<storage::opened_file> open_file(const storage::safe_path& path) const override;
    std::optional<result<storage::opened_file>>
    open_file_cached(const storage::safe_path& path) const override;
    result<struct ::stat> stat(const storage::safe_path& path) const override;
    std::unique_ptr<storage::listing_walk> walk(storage::catalog_query query) const override;

    /// Sorted.
    std::vector<std::string> names() const;

    /// What is shown under a name that a server asks for. Blocks on the disk. Errors: those of
    /// places_of, not_found, not_a_file, outside_root (over a link), permission_denied.
    result<proto::agent_resolved> resolve(const std::string& asked,
                                          const expansion_rules& rules) const;

private:
    class prefixed; // a walk below one name
    class all;      // a walk over every name

    struct place {
        const storage::root* folder = nullptr;
        storage::safe_path inner;
    };

    exports() = default;

    result<> add(const export_spec& wanted);
    result<place> place_of(const storage::safe_path& path) const;
    result<proto::agent_resolved> look_at(const std::string& path) const;

    std::map<std::string, storage::root, std::less<>> folders_;
    std::vector<export_place> places_;
};

} // namespace sluice::transfer
