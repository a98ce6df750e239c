#pragma once

#include <sys/stat.h>
#include <sys/types.h>

#include <cstddef>

namespace sluice::storage {

/// A name in an open folder.
struct name_at {
    int folder = -1;
    const char* name = nullptr;
};

/// The system calls that change files, one method each, so that a test can let any of them fail.
/// Results and errno as in the manual pages of the calls named. Safe from any thread.
class file_calls {
public:
    virtual ~file_calls() = default;

    virtual int open_at(int folder, const char* name, int flags, mode_t mode);            // openat
    virtual int lock(int file);                                                           // flock
    virtual ssize_t write_at(int file, const void* from, std::size_t count, off_t where); // pwrite
    virtual ssize_t append(int file, const void* from, std::size_t count);                // write
    virtual int truncate(int file, off_t size);                     // ftruncate
    virtual int start_writing(int file, off_t offset, off_t count); // sync_file_range
    virtual int sync_data(int file);                                // fdatasync
    virtual int sync_folder(int folder);                            // fsync
    virtual int sync_file_system(int file);                         // syncfs
    virtual int rename_at(int folder, const char* from, const char* to,
                          unsigned flags);                                // renameat2
    virtual int link_at(int folder, const char* from, const char* to);    // linkat
    virtual int unlink_at(int folder, const char* name);                  // unlinkat
    virtual int make_folder(int folder, const char* name);                // mkdirat
    virtual int allocate(int file, off_t size);                           // fallocate, from 0
    virtual int change_mode(int file, mode_t mode);                       // fchmod
    virtual int rename_between(name_at from, name_at to, unsigned flags); // renameat2
    virtual int link_between(name_at from, name_at to);                   // linkat
};

/// The calls of the operating system.
file_calls& system_file_calls();

} // namespace sluice::storage
