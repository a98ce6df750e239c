#include "server/uploads/library_answer.hpp"

#include "server/uploads/upload_answer.hpp"

namespace sluice::server {

task<void> answer_library_error(route_call& call, error why)
{
    std::string words;
    if (why == errc::too_large) words = "File too large";
    if (why == errc::type_refused) words = "File type not allowed";
    if (why == errc::not_found) words = "File not found";
    if (words.empty()) {
        co_await answer_error(call, std::move(why), error_shape::message);
        co_return;
    }
    auto reply = message_response(http_status_of(why), words);
    co_await answer(call, std::move(reply));
}

http::response message_response(int status, const std::string& message)
{
    return json_response(status, {{"message", message}});
}

nlohmann::json library_document(const transfer::published_upload& made)
{
    return {{"id", made.id},
            {"filename", made.name},
            {"size", made.size},
            {"content_type", made.content_type}};
}

} // namespace sluice::server
