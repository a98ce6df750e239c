#include "client/arrays/array_text.hpp"

#include "base/escape.hpp"
#include "base/parse.hpp"
#include "client/report/document_text.hpp"
#include "terminal/format_table.hpp"

#include <fmt/format.h>

#include <array>

namespace sluice::client {
namespace {

std::uint64_t size_at(const json& from)
{
    const auto found = from.is_object() ? from.find("size") : from.end();
    const bool known = found != from.end() && found->is_number_unsigned();
    return known ? found->get<std::uint64_t>() : 0;
}

std::vector<std::string> row_of(const json& one)
{
    const bool growing = one.contains("growing") && one["growing"] == true;
    return {text_at(one, "index"),     text_at(one, "name"),
            text_at(one, "dtype"),     shape_at(one) + (growing ? " growing" : ""),
            format_size(size_at(one)), text_at(one, "created")};
}

} // namespace

std::string array_line(const json& document)
{
    return escape(fmt::format("{}  {}  {}  {}  stored", text_at(document, "name"),
                              text_at(document, "dtype"), shape_at(document),
                              format_size(size_at(document))));
}

std::string array_facts(const json& one)
{
    std::string tags;
    if (one.contains("tags") && one["tags"].is_array())
        for (const auto& tag : one["tags"])
            tags += (tags.empty() ? "" : ", ") + (tag.is_string() ? tag.get<std::string>() : "");
    const bool growing = one.contains("growing") && one["growing"] == true;
    const std::vector<std::pair<std::string, std::string>> facts{
        {"name", text_at(one, "name")},
        {"index", text_at(one, "index")},
        {"type", text_at(one, "dtype")},
        {"shape", shape_at(one) + (growing ? " growing" : "")},
        {"order", text_at(one, "order")},
        {"size", fmt::format("{} ({} bytes)", format_size(size_at(one)), size_at(one))},
        {"since", text_at(one, "created")},
        {"tags", tags},
        {"digest", text_at(one, "digest")}};
    std::string made;
    for (const auto& [name, value] : facts)
        made += fmt::format("{}{:<7} {}", made.empty() ? "" : "\n", name, escape(value));
    return made;
}

std::string array_table(const json& all)
{
    std::vector<std::vector<std::string>> rows;
    for (const auto& one : all)
        rows.push_back(row_of(one));
    constexpr std::array<terminal::column, 6> columns{
        {{"index", true}, {"name"}, {"type"}, {"shape"}, {"size", true}, {"since"}}};
    auto table = terminal::format_table(columns, rows);
    if (table.ends_with('\n')) table.pop_back();
    return table;
}

} // namespace sluice::client
