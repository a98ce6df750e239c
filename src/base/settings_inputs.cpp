#include "base/settings_load.hpp"
#include "base/unique_fd.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace sluice {
namespace {

/// Far above any sane configuration; /dev/zero must end somewhere.
constexpr std::size_t largest_file = 1U << 20U;

result<std::string> read_whole_file(const std::string& path)
{
    const unique_fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
    if (!file) return fail_errno("settings", path);
    std::string text;
    std::array<char, 4096> piece{};
    while (text.size() <= largest_file) {
        const auto got = ::read(file.get(), piece.data(), piece.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return fail_errno("settings", path);
        if (got == 0) return text;
        text.append(piece.data(), static_cast<std::size_t>(got));
    }
    return fail(errc::too_large, "settings", path);
}

} // namespace

settings_inputs program_inputs(int count, const char* const* arguments)
{
    settings_inputs inputs;
    if (count > 1) inputs.arguments.assign(arguments + 1, arguments + count);
    for (char** at = environ; at && *at; ++at) {
        const std::string_view pair(*at);
        const auto equals = pair.find('=');
        if (equals == std::string_view::npos) continue;
        inputs.environment.emplace(pair.substr(0, equals), pair.substr(equals + 1));
    }
    inputs.read_file = read_whole_file;
    return inputs;
}

} // namespace sluice
