#include "client/credentials.hpp"

#include "base/unique_fd.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cstdio>

namespace sluice::client {
namespace {

constexpr auto variable = "SLUICE_TOKEN";

/// Of the hello message (docs/protocol.md).
constexpr std::size_t longest_token = 2048;

result<std::string> checked(std::string text, std::string_view where)
{
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' '))
        text.pop_back();
    const auto visible = [](char c) { return c > ' ' && c < '\x7f'; };
    if (text.empty() || text.size() > longest_token ||
        !std::all_of(text.begin(), text.end(), visible))
        return fail(errc::bad_usage, "token", std::string(where) + ": not a token");
    return text;
}

result<std::string> read_token(const std::string& path)
{
    const unique_fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
    struct ::stat found{};
    if (!file || ::fstat(file.get(), &found) != 0) return fail_errno("token", path);
    const bool shared = S_ISREG(found.st_mode) && (found.st_mode & (S_IRWXG | S_IRWXO)) != 0;
    if (shared)
        std::fprintf(stderr, "warning: %s can be read by others (chmod 600 mends it)\n",
                     path.c_str());
    std::array<char, longest_token + 16> bytes{};
    std::size_t size = 0;
    while (size < bytes.size()) {
        const auto got = ::read(file.get(), bytes.data() + size, bytes.size() - size);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return fail_errno("token", path);
        if (got == 0) break;
        size += static_cast<std::size_t>(got);
    }
    return checked(std::string(bytes.data(), size), path);
}

result<std::shared_ptr<const net::tls_context>> tls_of(const client_settings& wanted)
{
    net::tls_trust trust;
    trust.ca = wanted.ca;
    if (!wanted.pin.empty()) {
        const auto print = net::parse_fingerprint(wanted.pin);
        if (!print) return print.error();
        trust.pin = *print;
    }
    const auto speaks = wanted.websocket.empty() ? net::alpn_native : net::alpn_http;
    return net::tls_context::client(std::move(trust), speaks);
}

} // namespace

result<login_means> login_means_of(const client_settings& wanted,
                                   const std::map<std::string, std::string>& environment)
{
    login_means means;
    if (wanted.tls) {
        auto made = tls_of(wanted);
        if (!made) return made.error();
        means.tls = std::move(*made);
    }
    const auto given = environment.find(variable);
    const bool named = given != environment.end() && !given->second.empty();
    if (!named && wanted.token_file.empty()) return means;
    auto token = named ? checked(given->second, variable) : read_token(wanted.token_file);
    if (!token) return token.error();
    means.token = std::move(*token);
    return means;
}

settings_inputs without_token(settings_inputs inputs)
{
    inputs.environment.erase(variable);
    return inputs;
}

} // namespace sluice::client
