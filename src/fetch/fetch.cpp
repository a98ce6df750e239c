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

/// The first request, with what is for its origin alone, so that redirects leave it out.
request with_own(const request& what, const access& how)
{
    auto first = what;
    for (const auto& one : how.own_fields.all())
        first.fields.set(one.name, one.value);
    if (!how.token.empty()) first.fields.set("authorization", "Bearer " + how.token);
    return first;
}

} // namespace

result<answer> ask(const request& what, const access& how, const request_terms& terms)
{
    auto next = with_own(what, how);
    const auto fit = judge_fields(next);
    if (!fit) return fit.error();
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
