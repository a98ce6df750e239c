#include "stream/policy.hpp"

#include "base/parse.hpp"

namespace sluice::stream {

result<policy> parse_policy(std::string_view text)
{
    constexpr std::string_view decimate = "decimate:";
    if (text.empty() || text == "drop-oldest") return policy{};
    if (text == "latest") return policy{policy_kind::latest, 1};
    if (text == "block") return policy{policy_kind::block, 1};
    if (text == "disconnect") return policy{policy_kind::disconnect, 1};
    if (text.starts_with(decimate)) {
        const auto every = parse_integer(text.substr(decimate.size()), 1, 1'000'000);
        if (every) return policy{policy_kind::decimate, static_cast<std::uint64_t>(*every)};
    }
    return fail(errc::bad_usage, "policy",
                "latest, drop-oldest, decimate:K, block or disconnect, not " +
                    std::string(text.substr(0, 64)));
}

std::string to_text(const policy& what)
{
    switch (what.kind) {
    case policy_kind::latest: return "latest";
    case policy_kind::decimate: return "decimate:" + std::to_string(what.every);
    case policy_kind::block: return "block";
    case policy_kind::disconnect: return "disconnect";
    default: return "drop-oldest";
    }
}

} // namespace sluice::stream
