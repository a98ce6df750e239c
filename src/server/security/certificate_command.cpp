#include "server/security/certificate_command.hpp"

#include "base/unique_fd.hpp"
#include "net/self_signed.hpp"
#include "net/tls_trust.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <filesystem>

namespace sluice::server {
namespace {

std::vector<std::string> names_of(std::string_view text)
{
    std::vector<std::string> names;
    while (!text.empty()) {
        const auto comma = text.find(',');
        names.emplace_back(text.substr(0, comma));
        text = comma == text.npos ? std::string_view() : text.substr(comma + 1);
    }
    if (!names.empty()) return names;
    std::array<char, 256> host{};
    if (::gethostname(host.data(), host.size() - 1) == 0 && host.front() != 0)
        names.emplace_back(host.data());
    for (const auto* usual : {"localhost", "127.0.0.1", "::1"})
        if (names.empty() || names.front() != usual) names.emplace_back(usual);
    return names;
}

/// Writes a file that must not be there yet. It is on stable storage afterwards: a certificate may
/// be pinned by others at once.
result<> write_new(const std::string& path, const std::string& text, mode_t mode)
{
    const unique_fd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
    if (!file && errno == EEXIST) return fail(errc::target_exists, "cert", path);
    if (!file) return fail_errno("cert", path);
    std::string_view rest = text;
    while (!rest.empty()) {
        const auto written = ::write(file.get(), rest.data(), rest.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return fail_errno("cert", path);
        rest.remove_prefix(static_cast<std::size_t>(written));
    }
    if (::fsync(file.get()) != 0) return fail_errno("cert", path);
    return ok;
}

} // namespace

result<verb_outcome> run_certificate_verb(const settings& loaded)
{
    constexpr mode_t everybody_reads = 0644;
    constexpr mode_t owner_only = 0600;
    // An existing folder is left as it is; why one cannot be made shows when it is written to.
    std::error_code ignored;
    std::filesystem::create_directories(loaded.text("out"), ignored);
    const auto base = loaded.text("out") + "/sluice.";
    const auto certificate_file = base + "crt";
    const auto key_file = base + "key";
    if (::access(certificate_file.c_str(), F_OK) == 0)
        return fail(errc::target_exists, "cert", certificate_file);
    net::certificate_wish wish;
    wish.names = names_of(loaded.text("names"));
    wish.lifetime = std::chrono::days(loaded.integer("days"));
    const auto made = net::make_self_signed(wish);
    if (!made) return made.error();
    // The key first: a certificate without it is of no use.
    const auto key_written = write_new(key_file, made->key, owner_only);
    if (!key_written) return key_written.error();
    const auto written = write_new(certificate_file, made->certificate, everybody_reads);
    if (!written) return written.error();
    const auto print = net::fingerprint_of_file(certificate_file);
    if (!print) return print.error();
    return verb_outcome{fmt::format("fingerprint {}\ntls-certificate = {}\ntls-key = {}\n",
                                    net::to_text(*print), certificate_file, key_file),
                        "note: clients trust it with --tls --pin " + net::to_text(*print) + "\n"};
}

} // namespace sluice::server
