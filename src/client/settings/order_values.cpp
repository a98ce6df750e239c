#include "client/settings/order_values.hpp"

#include <fmt/format.h>

namespace sluice::client {
namespace {

error refusal(std::string_view place, std::string_view why)
{
    return fail(errc::bad_configuration, "settings", fmt::format("{}: {}", place, why));
}

} // namespace

result<void> order_values::take(const section_entry& entry)
{
    const auto& table = schedule_section_table();
    const auto* row = table.find(entry.key);
    if (!row) {
        const auto nearest = nearest_key(table, entry.key);
        const auto hint = nearest.empty() ? "" : fmt::format(", did you mean '{}'?", nearest);
        return refusal(entry.place, fmt::format("unknown key '{}'{}", entry.key, hint));
    }
    auto value = row->rule.parse(entry.value);
    if (!value)
        return refusal(entry.place, fmt::format("{}: {}", row->key, value.error().detail()));
    own_[std::string(row->key)] = {std::move(*value), entry.place};
    return ok;
}

std::string order_values::own_text(std::string_view key) const
{
    const auto found = own_.find(std::string(key));
    if (found != own_.end()) return std::get<std::string>(found->second.value);
    return is_default() ? loaded_.text(key) : std::string();
}

error order_values::wrong(std::string_view key, std::string_view why) const
{
    const auto found = own_.find(std::string(key));
    const auto place = found == own_.end() ? "schedule " + name_ : found->second.place;
    return refusal(place, fmt::format("{}: {}", key, why));
}

} // namespace sluice::client
