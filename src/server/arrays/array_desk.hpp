#pragma once

#include "array/npy_header.hpp"
#include "base/rfc3339.hpp"
#include "state/store.hpp"
#include "storage/root.hpp"
#include "transfer/upload/array_shelf.hpp"
#include "transfer/upload/upload_spool.hpp"

#include <atomic>

namespace sluice::server {

class growing_array;

/// What an array that grows is going to be.
struct growing_order {
    std::string name;
    array::dtype type;
    array::shape row; // of one element along the first axis: the shape without its first length
    std::string owner = {};
    std::vector<std::string> tags = {};
};

/// An open array as it stands at this moment.
struct opened_array {
    state::array_record record; // of a growing one: size and shape as they are now
    array::npy_header header;   // the same shape
    storage::opened_file file;
};

/// The arrays that the server keeps: .npy files in a folder of their own, and rows in the store.
/// Every call blocks; safe from any thread. Lives longer than all growing arrays.
class array_desk final : public transfer::array_shelf {
public:
    struct needs {
        storage::file_calls& calls;
        state::store& store;
        std::function<std::int64_t()> now_ns = real_time_ns;
    };
    struct limits {
        std::uint64_t one = 0;   // bytes of one array
        std::uint64_t quota = 0; // bytes of all together, 0: what the disk has
    };

    /// Opens the folder, making it if missing. Errors: not_writable, no_space.
    static result<std::unique_ptr<array_desk>> open(needs with, const std::string& folder);

    void apply(limits now);

    /// What a former run left: arrays that were growing end with the rows that are whole, files
    /// without a row or an upload go. Once, before anything else uses the desk but uploads that are
    /// recovered.
    result<> recover();

    // Of the shelf: by name and size, by the .npy header, the folder, the row.
    result<> admit(const std::string& name, std::uint64_t size) override;
    result<> inspect(const std::string& name, int file) override;
    storage::shared_folder folder() override { return folder_; }
    result<> expect(const state::upload_record& record, storage::on_exists policy) override;
    result<std::string> enter(const transfer::upload_view& seen) override;

    /// Errors of all below: not_found.
    result<state::array_record> find(const std::string& name);

    /// By its index, which it keeps as long as it is there: 0 for the first that ever was.
    result<state::array_record> find(std::uint64_t index);

    /// For reading. A growing array is seen with the rows that are whole.
    result<opened_array> open(const state::array_record& of);

    /// Errors also: target_exists, bad_name.
    result<state::array_record> change(const std::string& name, const state::array_change& how);

    /// Errors also: target_busy (it grows).
    result<> remove(const std::string& name);

    /// A page, with growing ones as they are now.
    result<std::vector<state::array_record>> list(const state::array_query& wanted);

    struct array_totals {
        std::uint64_t arrays = 0;
        std::uint64_t bytes = 0; // with what growing ones have now
    };
    result<array_totals> totals();

    /// A new array without rows, which can be read while rows are appended. Errors: target_exists,
    /// bad_name, bad_usage (a row without bytes), over_quota, no_space.
    result<std::shared_ptr<growing_array>> begin_growing(const growing_order& order);

    /// Whether all arrays together may get this many bytes more, and one may have them. Errors:
    /// over_quota, too_large.
    result<> judge_growth(std::uint64_t size, std::uint64_t added);

    storage::file_calls& calls() { return with_.calls; }
    state::store& store() { return with_.store; }

private:
    array_desk(needs with, std::unique_ptr<storage::target_folder> target,
               storage::shared_folder folder);

    result<unique_fd> make_file(const std::string& file, const std::string& header);
    void remove_file(const std::string& file);
    result<std::string> enter_named(state::array_entry entry, bool rename);
    void remove_orphans();
    bool is_wanted(const std::string& file);
    state::array_record as_it_is(state::array_record record);

    needs with_;
    std::unique_ptr<storage::target_folder> target_;
    storage::shared_folder folder_;
    std::atomic<std::uint64_t> most_one_ = 0;
    std::atomic<std::uint64_t> quota_ = 0;
};

/// The index that clients know an array by.
inline std::uint64_t index_of(const state::array_record& of)
{
    return of.number - 1;
}

/// True if somebody of this name may take the place of an array.
inline bool may_change(const state::array_record& of, const std::string& who)
{
    return of.owner.empty() || of.owner == who;
}

/// Tags as an upload's metadata holds them, and back: one a line.
std::string tags_text(const std::vector<std::string>& tags);
std::vector<std::string> tags_in(const std::string& text);

/// Tags out of "a,b"; no more than 16 of 64 bytes, without control characters, each once. Errors:
/// bad_usage.
result<std::vector<std::string>> check_tags(std::vector<std::string> tags);

/// A name that an array may have: one component of a path, 200 bytes at most. Errors: bad_name.
result<> check_array_name(const std::string& name);

} // namespace sluice::server
