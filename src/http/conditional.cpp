#include "http/conditional.hpp"

#include "http/http_date.hpp"

#include <algorithm>

namespace sluice::http {
namespace {

using tag_match = bool (*)(const entity_tag&, const entity_tag&);

bool any_matches(std::string_view list, const validators& current, tag_match match)
{
    const auto wanted = parse_etag_list(list);
    if (!wanted) return false;
    if (wanted->any) return current.exists;
    if (!current.exists || !current.etag) return false;
    return std::any_of(wanted->tags.begin(), wanted->tags.end(),
                       [&](const entity_tag& tag) { return match(tag, *current.etag); });
}

bool preconditions_hold(const fields& asked, const validators& current)
{
    if (const auto list = asked.joined("if-match"))
        return any_matches(*list, current, strong_match);
    const auto* date = asked.find("if-unmodified-since");
    if (date == nullptr || !current.modified) return true;
    const auto limit = parse_date(*date);
    return !limit || *current.modified <= *limit;
}

} // namespace

verdict judge_conditions(std::string_view method, const fields& asked, const validators& current)
{
    if (!preconditions_hold(asked, current)) return verdict::failed;
    const bool reads = method == "GET" || method == "HEAD";
    if (const auto list = asked.joined("if-none-match")) {
        if (!any_matches(*list, current, weak_match)) return verdict::proceed;
        return reads ? verdict::not_modified : verdict::failed;
    }
    const auto* date = asked.find("if-modified-since");
    if (!reads || date == nullptr || !current.modified) return verdict::proceed;
    const auto since = parse_date(*date);
    return since && *current.modified <= *since ? verdict::not_modified : verdict::proceed;
}

bool if_range_holds(const fields& asked, const validators& current)
{
    const auto* wanted = asked.find("if-range");
    if (wanted == nullptr) return true;
    if (const auto tag = parse_etag(*wanted))
        return current.etag && strong_match(*tag, *current.etag);
    const auto date = parse_date(*wanted);
    return date && current.modified && *date == *current.modified;
}

} // namespace sluice::http
