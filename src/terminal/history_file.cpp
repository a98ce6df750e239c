#include "terminal/history_file.hpp"

#include "base/unique_fd.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <array>

namespace sluice::terminal {
namespace {

constexpr std::string_view stage = "history";
constexpr mode_t owner_only = 0600;
constexpr std::size_t largest_bytes = std::size_t{16} << 20U; // a file that is no history of ours

/// Not a regular file: an invalid descriptor and no error. O_NONBLOCK: opening must not wait for
/// the other end of a FIFO.
result<unique_fd> open_regular(const std::filesystem::path& path, int flags)
{
    unique_fd file(::open(path.c_str(), flags | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, owner_only));
    if (!file) return fail_errno(stage, path.string());
    struct stat about{};
    if (::fstat(file.get(), &about) != 0) return fail_errno(stage, path.string());
    if (!S_ISREG(about.st_mode)) file.reset();
    return file;
}

result<std::string> read_all(int fd)
{
    std::string text;
    std::array<char, 16384> bytes;
    for (;;) {
        const auto count = ::read(fd, bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return fail_errno(stage);
        if (count == 0) return text;
        text.append(bytes.data(), static_cast<std::size_t>(count));
        if (text.size() > largest_bytes) return fail(errc::too_large, stage);
    }
}

result<> write_all(int fd, std::string_view text)
{
    while (!text.empty()) {
        const auto written = ::write(fd, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return fail_errno(stage);
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return ok;
}

/// Half a line at the end, left by a crash, is dropped.
std::vector<std::string> last_lines(std::string_view text, std::size_t most)
{
    std::vector<std::string> lines;
    for (auto end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
        if (end > 0) lines.emplace_back(text.substr(0, end));
        text.remove_prefix(end + 1);
    }
    if (lines.size() > most)
        lines.erase(lines.begin(), lines.end() - static_cast<std::ptrdiff_t>(most));
    return lines;
}

} // namespace

history_file::history_file(std::filesystem::path path, std::size_t most)
    : path_(std::move(path)),
      most_(most)
{
}

result<std::vector<std::string>> history_file::load()
{
    std::vector<std::string> lines;
    if (path_.empty()) return lines;
    auto file = open_regular(path_, O_RDONLY);
    if (!file && file.error() == errc::not_found) return lines;
    if (!file) return file.error();
    if (!*file) return lines;
    auto text = read_all(file->get());
    if (!text) return text.error();
    lines = last_lines(*text, most_);
    lines_ = lines.size();
    return lines;
}

result<> history_file::append(std::string_view line)
{
    if (path_.empty() || line.empty()) return ok;
    if (line.find_first_of(std::string_view("\n\r\0", 3)) != std::string_view::npos) return ok;
    if (path_.has_parent_path()) {
        std::error_code ignored; // opening the file tells
        std::filesystem::create_directories(path_.parent_path(), ignored);
    }
    auto file = open_regular(path_, O_WRONLY | O_APPEND | O_CREAT);
    if (!file) return file.error();
    if (!*file) return ok;
    if (::fchmod(file->get(), owner_only) != 0) return fail_errno(stage, path_.string());
    auto written = write_all(file->get(), std::string(line) + '\n');
    if (!written) return written.error();
    if (++lines_ <= most_) return ok;
    return shorten();
}

/// Reads again first: another program may have appended since.
result<> history_file::shorten()
{
    auto lines = load();
    if (!lines) return lines.error();
    std::string text;
    for (const auto& line : *lines)
        text += line + '\n';
    auto beside = path_;
    beside += ".new";
    auto file = open_regular(beside, O_WRONLY | O_CREAT | O_TRUNC);
    if (!file) return file.error();
    if (!*file) return ok;
    auto written = write_all(file->get(), text);
    if (!written) return written.error();
    if (::rename(beside.c_str(), path_.c_str()) != 0) return fail_errno(stage, path_.string());
    return ok;
}

} // namespace sluice::terminal
