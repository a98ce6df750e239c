#include "client/stream/topic_table.hpp"

#include "client/report/document_text.hpp"
#include "terminal/format_table.hpp"

#include <array>

namespace sluice::client {

std::string topic_table(const json& all)
{
    std::vector<std::vector<std::string>> rows;
    for (const auto& one : all)
        rows.push_back({text_at(one, "name"), text_at(one, "dtype"), shape_at(one),
                        text_at(one, "units"), text_at(one, "next"), number_at(one, "rate"),
                        text_at(one, "subscribers"), text_at(one, "recording")});
    constexpr std::array<terminal::column, 8> columns{{{"name"},
                                                       {"type"},
                                                       {"shape"},
                                                       {"units"},
                                                       {"next", true},
                                                       {"per second", true},
                                                       {"subscribers", true},
                                                       {"recording"}}};
    auto table = terminal::format_table(columns, rows);
    if (table.ends_with('\n')) table.pop_back();
    return table;
}

} // namespace sluice::client
