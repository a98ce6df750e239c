#include "zip/deflate_writer.hpp"

#include "zip/utf8_locale.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <sys/stat.h>

namespace sluice::zip {

/// What libarchive calls with finished bytes.
struct deflate_output {
    static la_ssize_t append(::archive*, void* to, const void* from, std::size_t count)
    {
        static_cast<deflate_writer*>(to)->made_.append(static_cast<const char*>(from), count);
        return static_cast<la_ssize_t>(count);
    }
};

namespace {

struct entry_deleter {
    void operator()(::archive_entry* entry) const { ::archive_entry_free(entry); }
};

} // namespace

result<std::unique_ptr<deflate_writer>> deflate_writer::make()
{
    const utf8_locale names;
    std::unique_ptr<deflate_writer> made(new deflate_writer(::archive_write_new()));
    auto* to = made->archive_;
    if (!to) return fail(errc::io_failed, "zip", "no memory");
    auto ready = made->judge(::archive_write_set_format_zip(to));
    if (ready)
        ready = made->judge(
            ::archive_write_set_options(to, "zip:compression=deflate,zip:hdrcharset=UTF-8"));
    if (ready) ready = made->judge(::archive_write_set_bytes_per_block(to, 0));
    if (ready)
        ready = made->judge(
            ::archive_write_open(to, made.get(), nullptr, deflate_output::append, nullptr));
    if (!ready) return ready.error();
    return made;
}

deflate_writer::~deflate_writer()
{
    if (archive_) ::archive_write_free(archive_);
}

result<> deflate_writer::judge(int outcome) const
{
    if (outcome >= ARCHIVE_WARN) return ok;
    const auto* why = ::archive_error_string(archive_);
    return fail(errc::io_failed, "zip", why ? why : "");
}

result<> deflate_writer::begin(const member& next)
{
    const utf8_locale names;
    const std::unique_ptr<::archive_entry, entry_deleter> entry(::archive_entry_new());
    if (!entry) return fail(errc::io_failed, "zip", "no memory");
    ::archive_entry_copy_pathname(entry.get(), next.name.c_str());
    ::archive_entry_set_mode(entry.get(), next.is_folder() ? S_IFDIR | 0755 : S_IFREG | 0644);
    if (!next.is_folder())
        ::archive_entry_set_size(entry.get(), static_cast<la_int64_t>(next.size));
    ::archive_entry_set_mtime(entry.get(), next.modified_ns / 1'000'000'000, 0);
    return judge(::archive_write_header(archive_, entry.get()));
}

result<> deflate_writer::write(byte_view bytes)
{
    while (!bytes.empty()) {
        const auto took = ::archive_write_data(archive_, bytes.data(), bytes.size());
        if (took < 0) return judge(ARCHIVE_FAILED);
        if (took == 0) return fail(errc::source_changed, "zip", "more than the member's size");
        bytes = bytes.subspan(static_cast<std::size_t>(took));
    }
    return ok;
}

result<> deflate_writer::finish()
{
    const utf8_locale names;
    return judge(::archive_write_close(archive_));
}

std::string deflate_writer::take()
{
    return std::exchange(made_, {});
}

} // namespace sluice::zip
