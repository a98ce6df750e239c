#include "fetch/api_client.hpp"

#include "fetch/api_error.hpp"

namespace sluice::fetch {
namespace {

using json = nlohmann::json;

result<api_answer> read_answer(answer came)
{
    if (came.status < 200 || came.status > 299) return api_error(came);
    api_answer made;
    made.status = came.status;
    made.fields = std::move(came.fields);
    if (came.body.empty()) return made;
    made.body = json::parse(came.body, nullptr, false);
    if (made.body.is_discarded())
        return fail(errc::malformed_message, "server", came.from.text + ": not JSON");
    return made;
}

} // namespace

api_client::api_client(asio::thread_pool& pool, std::string base, access how)
    : pool_(pool),
      base_(std::move(base)),
      how_(std::move(how))
{
    how_.rules = address_rules::everything();
    how_.most_redirects = 0;
}

request api_client::request_of(const api_request& what) const
{
    request made;
    made.method = what.method;
    made.target = base_ + what.path;
    made.fields = what.fields;
    if (!made.fields.find("accept")) made.fields.set("accept", "application/json");
    if (what.body.is_null()) return made;
    made.fields.set("content-type", "application/json");
    made.body = what.body.dump(-1, ' ', false, json::error_handler_t::replace);
    return made;
}

task<result<api_answer>> api_client::call(api_request what, deadline limit)
{
    auto made = request_of(what);
    const request_terms terms(limit, stopped_);
    auto came = co_await ask_on(pool_, std::move(made), how_, terms);
    if (!came) co_return came.error();
    co_return read_answer(std::move(*came));
}

task<result<void>> api_client::lines(std::string path, line_sink::line_taker take, deadline limit)
{
    api_request what("GET", std::move(path));
    what.fields.set("accept", "application/x-ndjson");
    auto made = request_of(what);
    line_sink sink(std::move(take));
    const request_terms terms(limit, stopped_, &sink);
    const auto came = co_await ask_on(pool_, std::move(made), how_, terms);
    if (!came) co_return came.error();
    if (came->status < 200 || came->status > 299) co_return api_error(*came);
    co_return sink.finish();
}

} // namespace sluice::fetch
