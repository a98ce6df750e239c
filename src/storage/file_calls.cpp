#include "storage/file_calls.hpp"

#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>

namespace sluice::storage {
namespace {

/// The page cache takes a large write in large folios, and a virtual machine that gives free memory
/// back has those cold: 1 MiB at a time took up to twice as long (docs/performance.md).
constexpr std::size_t largest_write = 128U << 10U;

} // namespace

int file_calls::open_at(int folder, const char* name, int flags, mode_t mode)
{
    return ::openat(folder, name, flags, mode);
}

int file_calls::lock(int file)
{
    return ::flock(file, LOCK_EX | LOCK_NB);
}

ssize_t file_calls::write_at(int file, const void* from, std::size_t count, off_t where)
{
    return ::pwrite(file, from, std::min(count, largest_write), where);
}

ssize_t file_calls::append(int file, const void* from, std::size_t count)
{
    return ::write(file, from, count);
}

int file_calls::truncate(int file, off_t size)
{
    return ::ftruncate(file, size);
}

int file_calls::start_writing(int file, off_t offset, off_t count)
{
    return ::sync_file_range(file, offset, count, SYNC_FILE_RANGE_WRITE);
}

int file_calls::sync_data(int file)
{
    return ::fdatasync(file);
}

int file_calls::sync_folder(int folder)
{
    return ::fsync(folder);
}

int file_calls::sync_file_system(int file)
{
    return ::syncfs(file);
}

int file_calls::rename_at(int folder, const char* from, const char* to, unsigned flags)
{
    return ::renameat2(folder, from, folder, to, flags);
}

int file_calls::link_at(int folder, const char* from, const char* to)
{
    return ::linkat(folder, from, folder, to, 0);
}

int file_calls::unlink_at(int folder, const char* name)
{
    return ::unlinkat(folder, name, 0);
}

int file_calls::make_folder(int folder, const char* name)
{
    return ::mkdirat(folder, name, 0777);
}

int file_calls::allocate(int file, off_t size)
{
    return ::fallocate(file, 0, 0, size);
}

int file_calls::change_mode(int file, mode_t mode)
{
    return ::fchmod(file, mode);
}

int file_calls::rename_between(name_at from, name_at to, unsigned flags)
{
    return ::renameat2(from.folder, from.name, to.folder, to.name, flags);
}

int file_calls::link_between(name_at from, name_at to)
{
    return ::linkat(from.folder, from.name, to.folder, to.name, 0);
}

file_calls& system_file_calls()
{
    static file_calls calls;
    return calls;
}

} // namespace sluice::storage
