#include "fetch/address_rules.hpp"

#include <algorithm>

namespace sluice::fetch {
namespace {

bool is_host_name(std::string_view word)
{
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
    };
    return !word.empty() && word.size() <= 253 && std::all_of(word.begin(), word.end(), fits);
}

} // namespace

address_rules address_rules::everything()
{
    address_rules made;
    made.everything_ = true;
    return made;
}

result<void> address_rules::allow(std::string_view word)
{
    const auto host = compared_host(word);
    if (host == "private") {
        private_ = true;
        return ok;
    }
    if (const auto range = parse_range(word)) {
        ranges_.push_back(*range);
        return ok;
    }
    // 0x7f.1 would be an address that looks like a name.
    if (!is_host_name(host) || parse_address(host))
        return fail(errc::bad_configuration, "allow",
                    "'" + std::string(word) + "' is no address, range (10.0.0.0/8) or host name");
    hosts_.push_back(host);
    return ok;
}

result<void> address_rules::judge(std::string_view host, const ip_address& address) const
{
    const auto kind = kind_of(address);
    const auto in_range = [&address](const address_range& one) { return one.holds(address); };
    if (everything_ || kind == address_kind::global ||
        std::any_of(ranges_.begin(), ranges_.end(), in_range))
        return ok;
    const bool named = std::find(hosts_.begin(), hosts_.end(), compared_host(host)) != hosts_.end();
    if (kind != address_kind::metadata && (private_ || named)) return ok;
    auto shown = std::string(host);
    if (to_text(address) != shown) shown += " (" + to_text(address) + ")";
    return fail(errc::permission_denied, "address",
                shown + " is " + std::string(name_of(kind)) + ", which is not allowed");
}

result<void> address_rules::judge_host(const url& wanted) const
{
    const auto address = parse_address(wanted.host);
    if (!address) return ok;
    return judge(wanted.host, *address);
}

} // namespace sluice::fetch
