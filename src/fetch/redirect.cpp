#include "fetch/redirect.hpp"

#include "http/schedule_notice.hpp"
#include "http/text.hpp"

namespace sluice::fetch {

bool is_followed(const request& what, const answer& came)
{
    const bool reads = what.method == "GET" || what.method == "HEAD";
    return reads && (came.status == 301 || came.status == 302 || came.status == 303 ||
                     came.status == 307 || came.status == 308);
}

result<request> redirected(const request& what, const answer& came)
{
    const auto* location = came.fields.find("location");
    if (!location || came.fields.count("location") != 1)
        return fail(errc::malformed_message, "redirect", came.from.text + " names no place");
    const auto there = resolve_url(came.from, *location);
    if (!there) return fail(errc::malformed_message, "redirect", there.error().detail());
    if (came.from.is_secure() && !there->is_secure())
        return fail(errc::permission_denied, "redirect",
                    "from https to " + there->text + " is not followed");
    request next;
    next.method = what.method;
    next.target = there->text;
    for (const auto& one : what.fields.all())
        if (same_origin(came.from, *there) || !is_credential(one.name))
            next.fields.add(one.name, one.value);
    return next;
}

bool is_credential(std::string_view field_name)
{
    return http::same_text(field_name, "authorization") || http::same_text(field_name, "cookie") ||
           http::same_text(field_name, "proxy-authorization") ||
           http::same_text(field_name, http::schedule_field);
}

} // namespace sluice::fetch
