#include "receipt/signed_receipt.hpp"

#include "base/hex.hpp"

namespace sluice::receipt {
namespace {

constexpr std::string_view before = R"({"receipt":)";
constexpr std::string_view between = R"(,"signature":")";
constexpr std::string_view behind = R"("})";
constexpr std::size_t signature_digits = 128;

} // namespace

std::string line_of(const signed_receipt& whole)
{
    std::string line(before);
    line.append(whole.text).append(between).append(to_hex(whole.signature)).append(behind);
    return line;
}

result<signed_receipt> read_line(std::string_view line)
{
    const auto wrong = [] {
        return fail(
            errc::malformed_message, "receipt",
            R"(a line is {"receipt":{...},"signature":"..."}, byte for byte as it was given)");
    };
    constexpr auto end_size = between.size() + signature_digits + behind.size();
    if (line.size() < before.size() + end_size || !line.starts_with(before)) return wrong();
    const auto end = line.substr(line.size() - end_size);
    if (!end.starts_with(between) || !end.ends_with(behind)) return wrong();
    auto signature = from_hex(end.substr(between.size(), signature_digits));
    if (!signature) return wrong();
    line.remove_suffix(end_size);
    line.remove_prefix(before.size());
    return signed_receipt{std::string(line), std::move(*signature)};
}

} // namespace sluice::receipt
