#include "http/problem.hpp"

#include "base/escape.hpp"

#include <nlohmann/json.hpp>

namespace sluice::http {

std::string problem_text(const problem& what)
{
    nlohmann::ordered_json document;
    document["type"] = "about:blank";
    document["title"] = reason_of(what.status);
    document["status"] = what.status;
    if (!what.detail.empty()) document["detail"] = escape(what.detail);
    if (!what.code.empty()) document["code"] = escape(what.code);
    document["retryable"] = what.retryable;
    if (!what.request_id.empty()) document["request_id"] = escape(what.request_id);
    return document.dump();
}

response problem_response(const problem& what)
{
    response made(what.status, problem_media_type, problem_text(what));
    made.fields.set("cache-control", "no-store");
    return made;
}

} // namespace sluice::http
