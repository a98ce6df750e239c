#include "proto/status.hpp"

#include "base/exit_code.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace sluice::proto {
namespace {

constexpr std::size_t max_detail = 1024;

/// At most max_detail bytes, not ending inside a UTF-8 character.
std::string cut(std::string text)
{
    auto end = std::min(text.size(), max_detail);
    while (end > 0 && end < text.size() && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U)
        --end;
    text.resize(end);
    return text;
}

} // namespace

error_reply reply_of(const error& why)
{
    error_reply reply;
    const bool ours = why.code().category() == sluice_category();
    reply.status =
        static_cast<std::uint16_t>(ours ? why.code().value() : static_cast<int>(errc::io_failed));
    reply.retryable = is_retryable(why.code()) ? 1 : 0;
    const auto& detail = why.detail();
    reply.detail = cut(ours ? detail : detail + ": " + why.code().message());
    return reply;
}

error error_of(const error_reply& reply)
{
    const bool known = reply.status >= 1 && reply.status <= last_errc;
    const auto code = known ? static_cast<errc>(reply.status) : errc::internal;
    return fail(code, "peer", reply.detail);
}

std::string status_table()
{
    std::string rows =
        "| status | name | retryable | meaning | exit code |\n|---|---|---|---|---|\n";
    for (int number = 1; number <= last_errc; ++number) {
        const auto code = make_error_code(static_cast<errc>(number));
        rows += fmt::format("| {} | `{}` | {} | {} | {} |\n", number, code_name(code),
                            is_retryable(code) ? "yes" : "no", code.message(),
                            static_cast<int>(exit_code_of(code)));
    }
    return rows;
}

} // namespace sluice::proto
