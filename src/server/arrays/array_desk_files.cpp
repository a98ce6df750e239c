#include "server/arrays/array_desk.hpp"
#include "server/arrays/growing_array.hpp"

#include <dirent.h>
#include <fcntl.h>

namespace sluice::server {
namespace {

bool is_file_name(std::string_view name)
{
    return name.size() == 32 && name.find_first_not_of("0123456789abcdef") == name.npos;
}

std::vector<std::string> files_in(int folder)
{
    std::vector<std::string> names;
    const int again = ::openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    auto* stream = again >= 0 ? ::fdopendir(again) : nullptr;
    if (stream == nullptr) return names;
    while (const auto* entry = ::readdir(stream))
        if (is_file_name(entry->d_name)) names.emplace_back(entry->d_name);
    ::closedir(stream);
    return names;
}

} // namespace

array_desk::array_desk(needs with, std::unique_ptr<storage::target_folder> target,
                       storage::shared_folder folder)
    : with_(std::move(with)),
      target_(std::move(target)),
      folder_(std::move(folder))
{
}

result<std::unique_ptr<array_desk>> array_desk::open(needs with, const std::string& folder)
{
    auto target = storage::target_folder::open(with.calls, folder);
    if (!target) return target.error();
    auto self = (*target)->folder({});
    if (!self) return self.error();
    return std::unique_ptr<array_desk>(
        new array_desk(std::move(with), std::move(*target), std::move(*self)));
}

void array_desk::apply(limits now)
{
    most_one_ = now.one;
    quota_ = now.quota;
}

/// What stays behind a failure here is removed by the next start.
void array_desk::remove_file(const std::string& file)
{
    with_.calls.unlink_at(folder_->get(), file.c_str());
}

result<unique_fd> array_desk::make_file(const std::string& file, const std::string& header)
{
    unique_fd made(with_.calls.open_at(folder_->get(), file.c_str(),
                                       O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!made) return storage::target_error("make array", file);
    const auto wrote = with_.calls.write_at(made.get(), header.data(), header.size(), 0);
    const bool durable = wrote == static_cast<ssize_t>(header.size()) &&
                         with_.calls.sync_data(made.get()) == 0 &&
                         with_.calls.sync_folder(folder_->get()) == 0;
    if (durable) return made;
    const auto why = storage::target_error("make array", file);
    remove_file(file);
    return why;
}

result<opened_array> array_desk::open(const state::array_record& of)
{
    opened_array made;
    made.record = of;
    made.file.file.reset(
        ::openat(folder_->get(), of.file.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (!made.file.file) return fail_errno("array", of.name);
    const auto stamp = storage::stamp_of_open(made.file.file.get());
    if (!stamp) return stamp.error();
    made.file.stamp = *stamp;
    auto header = read_npy_header(made.file.file.get());
    if (!header) return header.error();
    made.header = std::move(*header);
    if (!of.growing || made.header.axes.empty()) return made;
    made.header.axes.front() = 1;
    const auto row = made.header.data_bytes();
    const auto rows = stamp->size > made.header.data_offset && row > 0
                          ? (stamp->size - made.header.data_offset) / row
                          : 0;
    made.header.axes.front() = rows;
    made.record.shape = made.header.axes;
    made.record.size = made.header.file_bytes();
    return made;
}

state::array_record array_desk::as_it_is(state::array_record record)
{
    if (!record.growing) return record;
    auto now = open(record);
    return now ? std::move(now->record) : record;
}

result<array_desk::array_totals> array_desk::totals()
{
    const auto count = with_.store.count_arrays();
    const auto bytes = with_.store.array_bytes();
    const auto growing = with_.store.growing_arrays();
    if (!count) return count.error();
    if (!bytes) return bytes.error();
    if (!growing) return growing.error();
    array_totals made{*count, *bytes};
    // The store has the size with which they began.
    for (const auto& one : *growing)
        made.bytes += std::max(as_it_is(one).size, one.size) - one.size;
    return made;
}

bool array_desk::is_wanted(const std::string& file)
{
    const auto row = with_.store.find_array_file(file);
    const auto upload = with_.store.find_upload(file);
    if (!row || !upload || *row) return true;
    return *upload && ((*upload)->phase == state::upload_phase::open ||
                       (*upload)->phase == state::upload_phase::completing);
}

void array_desk::remove_orphans()
{
    for (const auto& file : files_in(folder_->get()))
        if (!is_wanted(file)) remove_file(file);
}

result<> array_desk::recover()
{
    const auto growing = with_.store.growing_arrays();
    if (!growing) return growing.error();
    for (const auto& record : *growing) {
        const unique_fd file(with_.calls.open_at(folder_->get(), record.file.c_str(),
                                                 O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0));
        if (!file) continue; // nothing to end; who asks for it learns so
        const auto ended = finish_growing(with_.calls, file.get(), record);
        if (!ended) return ended.error();
        const auto entered = with_.store.end_array(*ended);
        if (!entered) return entered.error();
    }
    remove_orphans();
    return ok;
}

} // namespace sluice::server
