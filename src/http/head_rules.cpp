#include "http/head_rules.hpp"

#include "http/target.hpp"
#include "http/text.hpp"

#include <algorithm>

namespace sluice::http {
namespace {

/// Counts of the fields that rule, found in one pass.
struct ruling_fields {
    const std::string* host = nullptr;
    const std::string* length = nullptr;
    const std::string* coding = nullptr;
    const std::string* expect = nullptr;
    bool doubled = false;
    bool close = false;
    bool keep_alive = false;

    void take(const field& one)
    {
        if (one.name == "host") put(host, one);
        if (one.name == "content-length") put(length, one);
        if (one.name == "transfer-encoding") put(coding, one);
        if (one.name == "expect") put(expect, one);
        if (one.name != "connection") return;
        close = close || has_token(one.value, "close");
        keep_alive = keep_alive || has_token(one.value, "keep-alive");
    }

private:
    void put(const std::string*& slot, const field& one)
    {
        doubled = doubled || slot != nullptr;
        slot = &one.value;
    }
};

std::optional<refusal> judge_framing(request& of, const ruling_fields& found)
{
    if (found.coding != nullptr) {
        if (found.length != nullptr)
            return refusal{.detail = "Content-Length with Transfer-Encoding"};
        if (of.minor_version == 0 || !same_text(*found.coding, "chunked"))
            return refusal{.detail = "Transfer-Encoding"};
        of.chunked = true;
    }
    if (found.length != nullptr) {
        constexpr std::size_t most_digits = 19; // below 2^63
        const auto number = saturated_number(*found.length);
        if (!number || found.length->size() > most_digits)
            return refusal{.detail = "Content-Length"};
        of.content_length = *number;
    }
    return {};
}

} // namespace

std::optional<refusal> apply_head_rules(request& of)
{
    ruling_fields found;
    for (const auto& one : of.fields.all())
        found.take(one);
    if (found.doubled) return refusal{.detail = "a field that may come once came twice"};
    if (found.host == nullptr && of.minor_version > 0) return refusal{.detail = "Host is missing"};
    if (found.host != nullptr && !is_host(*found.host)) return refusal{.detail = "Host"};
    if (const auto wrong = judge_framing(of, found)) return wrong;
    of.keep_alive = of.minor_version > 0 ? !found.close : found.keep_alive && !found.close;
    if (found.expect != nullptr && of.minor_version > 0) {
        if (!same_text(*found.expect, "100-continue"))
            return refusal{.status = 417, .code = errc::unsupported, .detail = "Expect"};
        of.expects_continue = of.has_body();
    }
    return {};
}

} // namespace sluice::http
