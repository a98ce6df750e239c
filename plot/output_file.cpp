#include "plot/output_file.hpp"

#include <fstream>
#include <iterator>

namespace sluice::plot {
namespace {

/// Whatever keeps a file from being written is told as one thing; a full disk stays one.
error refused(const std::filesystem::path& path, int number)
{
    auto why = fail_errno("write", path.string(), number);
    if (why == errc::no_space || why == errc::not_writable) return why;
    return fail(errc::not_writable, "write", path.string() + ": " + why.code().message());
}

} // namespace

result<> make_folder(const std::filesystem::path& path)
{
    std::error_code why;
    std::filesystem::create_directories(path.empty() ? "." : path, why);
    if (why) return refused(path, why.value());
    return ok;
}

result<> write_output(const std::filesystem::path& path, std::string_view content)
{
    const auto made = make_folder(path.parent_path());
    if (!made) return made.error();
    auto fresh = path;
    fresh += ".new";
    errno = 0;
    std::ofstream out(fresh, std::ios::binary | std::ios::trunc);
    out.write(content.data(), static_cast<std::streamsize>(content.size()));
    out.close();
    std::error_code why;
    const auto number = errno != 0 ? errno : EIO;
    if (!out) {
        std::filesystem::remove(fresh, why);
        return refused(path, number);
    }
    std::filesystem::rename(fresh, path, why);
    if (!why) return ok;
    const auto reason = why.value();
    std::filesystem::remove(fresh, why);
    return refused(path, reason);
}

result<std::string> read_input(const std::filesystem::path& path)
{
    errno = 0;
    std::ifstream in(path, std::ios::binary);
    if (!in) return fail_errno("read", path.string());
    return std::string{std::istreambuf_iterator<char>(in), {}};
}

} // namespace sluice::plot
