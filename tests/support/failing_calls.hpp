#pragma once

#include "storage/file_calls.hpp"

#include <functional>
#include <string>
#include <vector>

namespace sluice::test {

/// What happens instead of the chosen call.
enum class mishap { fails, dies };

/// The calls of the operating system, noted as they are made: "sync_data a.part", "rename_at
/// .a.part a". The call with a chosen number fails with an errno, or the whole program ends there
/// as by kill -9. Names of open files are their last component at the time. What syncs is only
/// noted: a kill loses nothing that the kernel has. For one thread.
class failing_calls : public storage::file_calls {
public:
    failing_calls() = default;
    failing_calls(std::size_t number, mishap what, int error = EIO)
        : number_(number),
          what_(what),
          error_(error)
    {
    }

    const std::vector<std::string>& made() const { return made_; }
    bool struck() const { return number_ > 0 && made_.size() >= number_; }

    /// The name of the call that failed, without its arguments.
    std::string struck_call() const;

    /// How often calls were made whose note starts so.
    std::size_t count(std::string_view start) const;

    /// Where in the order the first or last call stands whose note starts so; made().size() if
    /// none.
    std::size_t first(std::string_view start) const;
    std::size_t last(std::string_view start) const;

    /// As a file system does that knows no RENAME_NOREPLACE.
    void refuse_noreplace() { noreplace_ = false; }

    /// As between two file systems: nothing can be renamed or linked from folder to folder.
    void separate_folders() { together_ = false; }

    /// Every write takes one byte less than it is given, if it is given more than one.
    void write_short() { short_writes_ = true; }

    /// Called before each call with its note.
    void watch(std::function<void(const std::string&)> before) { before_ = std::move(before); }

    int open_at(int folder, const char* name, int flags, mode_t mode) override;
    int lock(int file) override;
    ssize_t write_at(int file, const void* from, std::size_t count, off_t where) override;
    ssize_t append(int file, const void* from, std::size_t count) override;
    int truncate(int file, off_t size) override;
    int start_writing(int file, off_t offset, off_t count) override;
    int sync_data(int file) override;
    int sync_folder(int folder) override;
    int sync_file_system(int file) override;
    int rename_at(int folder, const char* from, const char* to, unsigned flags) override;
    int link_at(int folder, const char* from, const char* to) override;
    int unlink_at(int folder, const char* name) override;
    int make_folder(int folder, const char* name) override;
    int allocate(int file, off_t size) override;
    int change_mode(int file, mode_t mode) override;
    int rename_between(storage::name_at from, storage::name_at to, unsigned flags) override;
    int link_between(storage::name_at from, storage::name_at to) override;

private:
    bool strikes(std::string note);
    std::size_t written(std::size_t count) const;

    std::vector<std::string> made_;
    std::size_t number_ = 0; // counted from 1; 0: none
    mishap what_ = mishap::fails;
    int error_ = EIO;
    bool noreplace_ = true;
    bool together_ = true;
    bool short_writes_ = false;
    std::function<void(const std::string&)> before_;
};

} // namespace sluice::test
