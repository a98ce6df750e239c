#include "zip/archive_reader.hpp"

#include "storage/read_file.hpp"
#include "zip/records.hpp"
#include "zip/utf8_locale.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <sys/stat.h>
#include <unistd.h>

namespace sluice::zip {
namespace {

std::string name_of(::archive_entry* entry)
{
    const auto* name = ::archive_entry_pathname_utf8(entry);
    if (!name) name = ::archive_entry_pathname(entry);
    return name ? name : "";
}

/// Times that no clock shows become the beginning of time.
std::int64_t modified_of(::archive_entry* entry)
{
    constexpr std::int64_t most = 9'223'372'035;
    const std::int64_t seconds = ::archive_entry_mtime(entry);
    return seconds > -most && seconds < most ? seconds * 1'000'000'000 : 0;
}

} // namespace

result<bool> is_empty_archive(int file)
{
    std::string nothing;
    append_end_records(nothing, {});
    std::string read(nothing.size() + 1, ' ');
    const auto got = storage::read_at(file, 0, std::as_writable_bytes(std::span(read)));
    if (!got) return got.error();
    read.resize(*got);
    return read == nothing;
}

void archive_reader::closer::operator()(::archive* from) const
{
    ::archive_read_free(from);
}

error archive_reader::broken(errc code, std::string_view stage) const
{
    const auto* why = ::archive_error_string(archive_.get());
    return fail(code, stage, why ? why : "");
}

result<archive_reader> archive_reader::open(int file)
{
    constexpr std::size_t block = 256U << 10U;
    const utf8_locale names;
    if (::lseek(file, 0, SEEK_SET) != 0) return fail_errno("unzip");
    archive_reader made(::archive_read_new());
    auto* from = made.archive_.get();
    if (!from) return fail(errc::io_failed, "unzip", "no memory");
    // By the central directory alone: what stands between the members does not count.
    const bool ready = ::archive_read_support_format_zip_seekable(from) == ARCHIVE_OK &&
                       ::archive_read_set_options(from, "zip:hdrcharset=UTF-8") >= ARCHIVE_WARN &&
                       ::archive_read_open_fd(from, file, block) == ARCHIVE_OK;
    if (!ready) return made.broken(errc::malformed_message, "unzip");
    return made;
}

result<std::optional<member>> archive_reader::next()
{
    const utf8_locale names;
    ::archive_entry* entry = nullptr;
    const auto found = ::archive_read_next_header(archive_.get(), &entry);
    if (found == ARCHIVE_EOF) return std::optional<member>();
    if (found < ARCHIVE_WARN) return broken(errc::malformed_message, "unzip");
    member made;
    made.name = name_of(entry);
    if (::archive_entry_is_encrypted(entry) != 0)
        return fail(errc::unsupported, "unzip", made.name + " is encrypted");
    const auto type = ::archive_entry_filetype(entry);
    if ((type != S_IFREG && type != S_IFDIR) || ::archive_entry_hardlink(entry) != nullptr)
        return fail(errc::type_refused, "unzip", made.name + " is neither a file nor a folder");
    if (type == S_IFDIR && !made.is_folder()) made.name += '/';
    if (type == S_IFREG && made.is_folder()) return fail(errc::bad_name, "unzip", made.name);
    made.modified_ns = modified_of(entry);
    const auto size = ::archive_entry_size(entry);
    if (size < 0) return fail(errc::malformed_message, "unzip", made.name);
    made.size = static_cast<std::uint64_t>(size);
    return std::optional(std::move(made));
}

result<std::size_t> archive_reader::read(std::span<std::byte> into)
{
    const auto got = ::archive_read_data(archive_.get(), into.data(), into.size());
    if (got < 0) return broken(errc::checksum_mismatch, "unzip");
    return static_cast<std::size_t>(got);
}

} // namespace sluice::zip
