#include "storage/file_type.hpp"

#include "storage/read_file.hpp"

#include <magic.h>

#include <memory>

namespace sluice::storage {
namespace {

/// What libmagic looks at by default for most formats; the rest of the file is not needed.
constexpr std::size_t looked_at = 256U << 10U;

struct close_magic {
    void operator()(magic_set* handle) const { magic_close(handle); }
};
using magic_handle = std::unique_ptr<magic_set, close_magic>;

magic_handle open_magic()
{
    magic_handle made(magic_open(MAGIC_MIME_TYPE | MAGIC_NO_CHECK_COMPRESS));
    if (made && magic_load(made.get(), nullptr) != 0) made.reset();
    return made;
}

} // namespace

result<std::string> media_type_of(int file)
{
    // A handle is not thread-safe and costs milliseconds to load.
    thread_local const magic_handle handle = open_magic();
    if (!handle) return fail(errc::io_failed, "file type", "the magic database cannot be read");
    byte_buffer head(looked_at);
    const auto got = read_at(file, 0, head);
    if (!got) return got.error();
    const char* type = magic_buffer(handle.get(), head.data(), *got);
    if (type == nullptr) return fail(errc::io_failed, "file type");
    return std::string(type);
}

} // namespace sluice::storage
