#include "fetch/fetch.hpp"

#include "fetch/curl_call.hpp"
#include "fetch/redirect.hpp"
#include "http/text.hpp"

#include <algorithm>

namespace sluice::fetch {
namespace {

/// What would end up as a line of its own in the request is refused.
result<void> judge_fields(const request& what)
{
    const auto is_clean = [](std::string_view value) {
        return std::none_of(value.begin(), value.end(),
                            [](char c) { return (c >= 0 && c < ' ' && c != '\t') || c == 0x7f; });
    };
    if (!http::is_token(what.method)) return fail(errc::bad_usage, "request", what.method);
    for (const auto& one : what.fields.all())
        if (!http::is_token(one.name) || !is_clean(one.value))
            return fail(errc::bad_usage, "request", "a field that is none: " + one.name);
    return ok;
}

/// The first request, with the token as a field, so that redirects treat it like one.
request with_token(const request& what, const access& how)
{
    auto first = what;
    if (!how.token.empty()) first.fields.set("authorization", "Bearer " + how.token);
    return first;
}

} // namespace

result<answer> ask(const request& what, const access& how, const request_terms& terms)
{
    const auto fit = judge_fields(what);
    if (!fit) return fit.error();
    auto next = with_token(what, how);
    for (unsigned hops = 0;; ++hops) {
        const auto where = parse_url(next.target);
        if (!where) return where.error();
        const auto allowed = how.unix_socket.empty() ? how.rules.judge_host(*where) : ok;
        if (!allowed) return allowed.error();
        curl_call call(next, *where, how, terms);
        auto came = call.run();
        if (!came || !is_followed(next, *came)) return came;
        if (hops == how.most_redirects)
            return fail(errc::malformed_message, "redirect", "more than are followed");
        auto following = redirected(next, *came);
        if (!following) return following.error();
        next = std::move(*following);
    }
}

task<result<answer>> ask_on(asio::thread_pool& pool, request what, const access& how,
                            request_terms terms)
{
    auto work = [what = std::move(what), &how, terms] { return ask(what, how, terms); };
    auto came = co_await on_pool(pool, std::move(work));
    co_return came;
}

} // namespace sluice::fetch
