#include "server/arrays/array_desk.hpp"

#include "server/arrays/growing_array.hpp"
#include "server/uploads/tus_writing.hpp"
#include "storage/part_name.hpp"

#include <fcntl.h>

#include <limits>

namespace sluice::server {
namespace {

/// A listing stays small, and a mistake in a loop is noticed.
constexpr std::uint64_t most_arrays = 100'000;
constexpr std::size_t longest_name = 200;

constexpr unsigned most_candidates = 100'000;

array::shape whole_shape(const array::shape& row)
{
    array::shape all{0};
    all.insert(all.end(), row.begin(), row.end());
    return all;
}

/// The header of an array without rows, with room for the longest first length.
array::npy_header first_header(const growing_order& order)
{
    array::npy_header made;
    made.type = order.type;
    made.axes = whole_shape(order.row);
    auto longest = made;
    longest.axes.front() = std::numeric_limits<std::int64_t>::max();
    made.data_offset = array::npy_header_text(longest).size();
    return made;
}

} // namespace

result<> check_array_name(const std::string& name)
{
    const auto path = storage::check_path(name);
    const bool one = path && !path->is_root() && path->text() == name && path->name() == name;
    if (!one || name.size() > longest_name || storage::is_part_name(name))
        return fail(errc::bad_name, "array", name);
    return ok;
}

result<> array_desk::admit(const std::string& name, std::uint64_t size)
{
    const auto named = check_array_name(name);
    if (!named) return named;
    const std::uint64_t most = most_one_;
    if (most > 0 && size > most)
        return fail(errc::too_large, "array", std::to_string(size) + " bytes");
    const auto count = with_.store.count_arrays();
    if (!count) return count.error();
    if (*count >= most_arrays) return fail(errc::over_quota, "array", "100000 arrays");
    return judge_growth(size, size);
}

result<> array_desk::judge_growth(std::uint64_t size, std::uint64_t added)
{
    const std::uint64_t most = most_one_;
    if (most > 0 && size > most)
        return fail(errc::too_large, "array", std::to_string(size) + " bytes");
    const std::uint64_t quota = quota_;
    if (quota == 0) return ok;
    const auto taken = with_.store.array_bytes();
    if (!taken) return taken.error();
    if (added <= quota && *taken <= quota - added) return ok;
    return fail(errc::over_quota, "arrays", std::to_string(added) + " bytes");
}

result<> array_desk::inspect(const std::string&, int file)
{
    const auto stamp = storage::stamp_of_open(file);
    if (!stamp) return stamp.error();
    const auto header = read_npy_header(file);
    if (!header) return header.error();
    if (header->file_bytes() == stamp->size) return ok;
    return array::wrong_length(*header, stamp->size);
}

result<> array_desk::expect(const state::upload_record& record, storage::on_exists policy)
{
    if (policy == storage::on_exists::rename) return ok;
    const auto before = with_.store.find_array(record.target);
    if (!before) return before.error();
    if (!*before || (*before)->file == record.id) return ok;
    if (policy == storage::on_exists::overwrite && !(*before)->growing &&
        may_change(**before, record.owner))
        return ok;
    return fail(errc::target_exists, "array", record.target);
}

namespace {

/// The tags as the door that took the upload in keeps them.
std::vector<std::string> tags_of(const state::upload_record& upload)
{
    if (upload.door != "tus") return tags_in(upload.metadata);
    const auto metadata = parse_tus_metadata(tus_words_of(upload.metadata).metadata);
    if (!metadata) return {};
    const auto tags = check_tags(tus_tags(*metadata));
    return tags ? *tags : std::vector<std::string>();
}

} // namespace

result<std::string> array_desk::enter(const transfer::upload_view& seen)
{
    const auto& upload = seen.record;
    const unique_fd file(::openat(folder_->get(), upload.id.c_str(),
                                  O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (!file) return fail_errno("enter array", upload.id);
    const auto header = read_npy_header(file.get());
    if (!header) return header.error();
    auto digest = xxh3_of(file.get(), header->file_bytes());
    if (!digest) return digest.error();
    state::array_entry entry;
    auto& made = entry.made;
    made.name = upload.target;
    made.file = upload.id;
    made.dtype = array::to_text(header->type);
    made.shape = header->axes;
    made.fortran = header->fortran;
    made.size = header->file_bytes();
    made.xxh3 = std::move(*digest);
    made.owner = upload.owner;
    made.tags = tags_of(upload);
    made.created_ns = with_.now_ns();
    entry.replace = seen.policy == storage::on_exists::overwrite;
    entry.most_bytes = quota_;
    return enter_named(std::move(entry), seen.policy == storage::on_exists::rename);
}

result<std::string> array_desk::enter_named(state::array_entry entry, bool rename)
{
    const auto wanted = entry.made.name;
    for (unsigned number = 1; number < most_candidates; ++number) {
        const auto taken = with_.store.find_array(entry.made.name);
        if (!taken) return taken.error();
        if (!rename || !*taken || (*taken)->file == entry.made.file) {
            const auto entered = with_.store.enter_array(entry);
            const bool lost = !entered && entered.error() == errc::target_exists && rename;
            if (!entered && !lost) return entered.error();
            if (entered && !entered->replaced.empty()) remove_file(entered->replaced);
            if (entered) return entered->now.name;
        }
        entry.made.name = storage::numbered_name(wanted, number);
    }
    return fail(errc::target_exists, "array", wanted);
}

result<state::array_record> array_desk::find(const std::string& name)
{
    auto found = with_.store.find_array(name);
    if (!found) return found.error();
    if (!*found) return fail(errc::not_found, "array", name);
    return as_it_is(std::move(**found));
}

result<state::array_record> array_desk::find(std::uint64_t index)
{
    auto found = with_.store.find_array(index + 1);
    if (!found) return found.error();
    if (!*found) return fail(errc::not_found, "array", std::to_string(index));
    return as_it_is(std::move(**found));
}

result<state::array_record> array_desk::change(const std::string& name,
                                               const state::array_change& how)
{
    if (how.name) {
        const auto named = check_array_name(*how.name);
        if (!named) return named.error();
    }
    auto now = with_.store.change_array(name, how);
    if (!now) return now;
    return as_it_is(std::move(*now));
}

result<> array_desk::remove(const std::string& name)
{
    const auto found = with_.store.find_array(name);
    if (!found) return found.error();
    if (*found && (*found)->growing) return fail(errc::target_busy, "array", name + " grows");
    const auto removed = with_.store.remove_array(name);
    if (!removed) return removed.error();
    if (!*removed) return fail(errc::not_found, "array", name);
    remove_file((*removed)->file);
    return ok;
}

result<std::vector<state::array_record>> array_desk::list(const state::array_query& wanted)
{
    auto all = with_.store.arrays(wanted);
    if (!all) return all;
    for (auto& one : *all)
        one = as_it_is(std::move(one));
    return all;
}

result<std::shared_ptr<growing_array>> array_desk::begin_growing(const growing_order& order)
{
    auto header = first_header(order);
    const auto row = array::bytes_of(order.row, order.type.size);
    if (!row) return row.error();
    if (*row == 0 || order.row.size() >= array::most_axes)
        return fail(errc::bad_usage, "array", "a row must have bytes, and 31 axes at most");
    const auto admitted = admit(order.name, header.data_offset);
    if (!admitted) return admitted.error();
    state::array_entry entry;
    auto& made = entry.made;
    made.name = order.name;
    made.file = transfer::random_upload_id();
    made.dtype = array::to_text(order.type);
    made.shape = header.axes;
    made.size = header.data_offset;
    made.owner = order.owner;
    made.tags = order.tags;
    made.created_ns = with_.now_ns();
    made.growing = true;
    entry.most_bytes = quota_;
    auto file = make_file(made.file, array::npy_header_text(header, header.data_offset));
    if (!file) return file.error();
    auto entered = with_.store.enter_array(entry);
    if (!entered) {
        remove_file(made.file);
        return entered.error();
    }
    return std::make_shared<growing_array>(*this, std::move(entered->now), std::move(header),
                                           std::move(*file));
}

} // namespace sluice::server
