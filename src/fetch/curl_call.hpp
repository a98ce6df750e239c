#pragma once

#include "fetch/fetch.hpp"

#include <curl/curl.h>

namespace sluice::fetch {

/// One request by libcurl, without redirects. Used once; blocks.
class curl_call {
public:
    curl_call(const request& what, const url& where, const access& how, const request_terms& terms);
    curl_call(const curl_call&) = delete;
    ~curl_call();

    /// As ask.
    result<answer> run();

private:
    friend struct curl_callbacks;

    void set_up();
    void set_target();
    void set_trust();
    void set_body();
    void set_fields();
    void set_callbacks();
    result<void> transfer();
    result<void> finished(CURLcode code);
    result<void> overdue() const;
    template <class Value>
    void set(CURLoption option, Value value);

    // Of the callbacks; false ends the request, and failed_ says why.
    bool take_line(std::string_view line);
    bool end_head();
    bool take_body(byte_view bytes);
    bool judge_address(const sockaddr& address);
    bool fail_with(error why);

    const request& what_;
    const url& where_;
    const access& how_;
    const request_terms& terms_;
    CURL* easy_ = nullptr;
    CURLM* multi_ = nullptr;
    curl_slist* sent_fields_ = nullptr;
    char words_[CURL_ERROR_SIZE] = {};
    answer came_;
    std::size_t head_bytes_ = 0;
    bool head_ended_ = false;
    bool body_begun_ = false;
    deadline::clock::time_point moved_; // when the last byte went either way
    curl_off_t moved_bytes_ = 0;
    std::optional<error> failed_;
    std::optional<net::fingerprint> shown_; // of the certificate that the server showed
};

/// The outcome of libcurl as an error of ours. words: what libcurl says of it.
error error_of(CURLcode code, const url& where, std::string_view words);

} // namespace sluice::fetch
