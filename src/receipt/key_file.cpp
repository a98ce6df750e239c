#include "receipt/key_file.hpp"

#include "base/unique_fd.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>

namespace sluice::receipt {
namespace {

constexpr auto file_name = "/receipt-key.pem";
constexpr std::size_t longest = 4096;

result<> write_all(int to, std::string_view rest, const std::string& path)
{
    while (!rest.empty()) {
        const auto written = ::write(to, rest.data(), rest.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return fail_errno("receipt key", path);
        rest.remove_prefix(static_cast<std::size_t>(written));
    }
    if (::fsync(to) != 0) return fail_errno("receipt key", path);
    return ok;
}

result<> sync_folder(const std::string& folder)
{
    const unique_fd opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!opened || ::fsync(opened.get()) != 0) return fail_errno("receipt key", folder);
    return ok;
}

/// Under its name only when all of it is on stable storage: half a key would be a damaged one.
result<> write_key(const signing_key& key, const std::string& folder)
{
    const auto path = folder + file_name;
    const auto hidden = path + ".new";
    const unique_fd file(
        ::open(hidden.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!file || ::fchmod(file.get(), 0600) != 0) return fail_errno("receipt key", hidden);
    const auto written = write_all(file.get(), key.pem(), hidden);
    if (!written) return written;
    if (::rename(hidden.c_str(), path.c_str()) != 0) return fail_errno("receipt key", path);
    return sync_folder(folder);
}

} // namespace

result<signing_key> read_key_file(const std::string& folder)
{
    const auto path = folder + file_name;
    const unique_fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    if (!file && errno == ENOENT) return fail(errc::not_found, "receipt key", path);
    if (!file) return fail_errno("receipt key", path);
    std::string text(longest, '\0');
    const auto got = ::read(file.get(), text.data(), text.size());
    if (got < 0) return fail_errno("receipt key", path);
    text.resize(static_cast<std::size_t>(got));
    auto read = signing_key::read(text);
    if (!read) return fail(read.error().code(), "receipt key", path + ": " + read.error().detail());
    return read;
}

result<signing_key> open_key_file(const std::string& folder)
{
    auto known = read_key_file(folder);
    if (known || known.error() != errc::not_found) return known;
    auto made = signing_key::make();
    if (!made) return made;
    const auto written = write_key(*made, folder);
    if (!written) return written.error();
    return made;
}

} // namespace sluice::receipt
