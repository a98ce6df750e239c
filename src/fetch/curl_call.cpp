#include "fetch/curl_call.hpp"

#include <mutex>
#include <new>

namespace sluice::fetch {
namespace {

/// How long a request notices nothing of its stop flag and its deadlines.
constexpr int longest_nap_ms = 100;

void start_library()
{
    static std::once_flag once;
    std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

} // namespace

curl_call::curl_call(const request& what, const url& where, const access& how,
                     const request_terms& terms)
    : what_(what),
      where_(where),
      how_(how),
      terms_(terms),
      moved_(deadline::clock::now())
{
    start_library();
    easy_ = curl_easy_init();
    multi_ = curl_multi_init();
    if (!easy_ || !multi_) throw std::bad_alloc();
}

curl_call::~curl_call()
{
    curl_multi_remove_handle(multi_, easy_);
    curl_multi_cleanup(multi_);
    curl_easy_cleanup(easy_);
    curl_slist_free_all(sent_fields_);
}

bool curl_call::fail_with(error why)
{
    if (!failed_) failed_ = std::move(why);
    return false;
}

result<void> curl_call::overdue() const
{
    if (terms_.stop) return fail(errc::cancelled, "fetch", where_.text);
    if (terms_.limit.expired()) return fail(errc::timed_out, "fetch", where_.text);
    if (deadline::clock::now() - moved_ >= how_.stall_limit)
        return fail(errc::timed_out, "fetch", where_.text + ": nothing comes");
    return ok;
}

result<void> curl_call::finished(CURLcode code)
{
    if (failed_) return *failed_;
    if (code == CURLE_OK && came_.status != 0) return ok;
    if (shown_ && code == CURLE_PEER_FAILED_VERIFICATION)
        return fail(errc::untrusted, "TLS handshake",
                    where_.host + " showed " + net::to_text(*shown_) +
                        (how_.pin ? ", not the pinned one" : ": " + std::string(words_)));
    return error_of(code, where_, words_);
}

result<void> curl_call::transfer()
{
    int running = 1;
    while (true) {
        if (curl_multi_perform(multi_, &running) != CURLM_OK)
            return fail(errc::internal, "fetch", where_.text);
        int waiting = 0;
        const auto* message = curl_multi_info_read(multi_, &waiting);
        if (message && message->msg == CURLMSG_DONE) return finished(message->data.result);
        if (failed_) return *failed_;
        const auto late = overdue();
        if (!late) return late;
        curl_multi_poll(multi_, nullptr, 0, longest_nap_ms, nullptr);
    }
}

result<answer> curl_call::run()
{
    came_.from = where_;
    set_up();
    if (failed_) return *failed_;
    curl_multi_add_handle(multi_, easy_);
    const auto done = transfer();
    if (!done) return done.error();
    // An answer without a body begins too.
    if (!body_begun_ && !take_body({})) return *failed_;
    return std::move(came_);
}

} // namespace sluice::fetch
