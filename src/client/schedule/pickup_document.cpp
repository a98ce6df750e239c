#include "client/schedule/pickup_document.hpp"

namespace sluice::client {
namespace {

constexpr std::string_view kind = "pickup";

} // namespace

pickup_document::pickup_document(schedule_state& state, std::string schedule)
    : state_(state),
      schedule_(std::move(schedule)),
      known_(state.load(schedule_, kind))
{
    if (!known_.is_object()) known_ = nullptr;
}

std::string pickup_document::text(const char* key) const
{
    const auto found = known_.find(key);
    return found != known_.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::uint64_t pickup_document::number(const char* key) const
{
    const auto found = known_.find(key);
    return found != known_.end() && found->is_number_unsigned() ? found->get<std::uint64_t>() : 0;
}

bool pickup_document::flag(const char* key) const
{
    const auto found = known_.find(key);
    return found != known_.end() && found->is_boolean() && found->get<bool>();
}

nlohmann::json pickup_document::list(const char* key) const
{
    const auto found = known_.find(key);
    return found != known_.end() && found->is_array() ? *found : nlohmann::json::array();
}

result<void> pickup_document::step_to(const char* stage)
{
    known_["stage"] = stage;
    return state_.store(schedule_, kind, known_);
}

result<void> pickup_document::forget()
{
    known_ = nullptr;
    return state_.store(schedule_, kind, known_);
}

} // namespace sluice::client
