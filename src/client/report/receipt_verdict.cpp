#include "client/report/receipt_verdict.hpp"

#include <array>
#include <fstream>
#include <istream>
#include <sstream>

namespace sluice::client {
namespace {

/// A receipt is some hundred bytes and a path.
constexpr std::size_t longest_line = 64U << 10U;

} // namespace

void judge_receipts(std::istream& in, const std::string& file, receipt::chain_check& check,
                    receipt_verdict& into)
{
    std::string line;
    std::size_t number = 0;
    while (std::getline(in, line)) {
        ++number;
        if (line.empty() && in.peek() == std::istream::traits_type::eof()) return;
        ++into.receipts;
        auto said = line.size() > longest_line
                        ? fail(errc::checksum_mismatch, "receipt", "the line is too long")
                        : check.add(line);
        if (said)
            into.good.push_back(std::move(*said));
        else
            into.failures.push_back({file, number, said.error()});
    }
}

result<receipt::public_key> key_named(const std::string& text)
{
    const auto digits = receipt::public_key::read(text);
    if (digits) return digits;
    std::ifstream file(text, std::ios::binary);
    if (!file) return fail_errno("key", text);
    std::array<char, 4096> content{};
    file.read(content.data(), content.size());
    const auto read = receipt::public_key::read(
        std::string_view(content.data(), static_cast<std::size_t>(file.gcount())));
    if (!read) return fail(errc::bad_usage, "key", text + ": " + read.error().detail());
    return read;
}

} // namespace sluice::client
