#include "server/arrays/array_wish.hpp"

#include "base/parse.hpp"
#include "http/accept.hpp"
#include "http/percent.hpp"

#include <array>
#include <limits>

namespace sluice::server {
namespace {

struct form_row {
    array_form form;
    std::string_view name;
    std::string_view media_type;
    std::string_view ending;
};

constexpr std::array forms{
    form_row{array_form::npy, "npy", "application/x-npy", ".npy"},
    form_row{array_form::raw, "raw", "application/octet-stream", ".bin"},
    form_row{array_form::json, "json", "application/json", ".json"},
    form_row{array_form::csv, "csv", "text/csv", ".csv"},
};

const form_row& row_of(array_form form)
{
    for (const auto& row : forms)
        if (row.form == form) return row;
    return forms.front();
}

/// The value of a parameter; nothing if the query does not name it.
result<std::optional<std::string>> value_in(const http::request& asked, std::string_view name)
{
    if (!http::query_has(asked.query, name)) return std::optional<std::string>();
    auto value = http::query_value(asked.query, name);
    if (!value) return fail(errc::bad_usage, "array", std::string(name) + ": broken escapes");
    return value;
}

result<std::uint64_t> number_in(const std::string& text, std::string_view name)
{
    const auto number = parse_integer(text, 1, std::numeric_limits<std::int64_t>::max());
    if (number) return static_cast<std::uint64_t>(*number);
    return fail(errc::bad_usage, "array", std::string(name) + ": a number from 1 on is wanted");
}

result<array_form> form_in(const http::request& asked)
{
    const auto named = value_in(asked, "format");
    if (!named) return named.error();
    if (*named) {
        for (const auto& row : forms)
            if (row.name == **named) return row.form;
        return fail(errc::bad_usage, "array", "format is npy, raw, json or csv");
    }
    std::array<std::string_view, forms.size()> offered;
    for (std::size_t i = 0; i < forms.size(); ++i)
        offered[i] = forms[i].media_type;
    const auto liked = http::choose_media_type(asked.fields.joined("accept").value_or(""), offered);
    for (const auto& row : forms)
        if (liked && row.media_type == *liked) return row.form;
    return array_form::npy;
}

result<> add_decimation(const http::request& asked, array_wish& to)
{
    constexpr std::string_view minmax = "minmax:";
    const auto step = value_in(asked, "every");
    if (!step) return step.error();
    if (*step) {
        const auto number = number_in(**step, "every");
        if (!number) return number.error();
        to.every = *number;
    }
    const auto way = value_in(asked, "decimate");
    if (!way) return way.error();
    if (!*way) return ok;
    if (!(*way)->starts_with(minmax))
        return fail(errc::bad_usage, "array", "decimate is minmax:NUMBER");
    const auto number = number_in((*way)->substr(minmax.size()), "decimate");
    if (!number) return number.error();
    to.buckets = *number;
    return ok;
}

} // namespace

result<array_wish> wish_of(const http::request& asked)
{
    array_wish made;
    const auto form = form_in(asked);
    if (!form) return form.error();
    made.form = *form;
    const auto slice = value_in(asked, "slice");
    if (!slice) return slice.error();
    if (*slice) {
        auto slices = array::parse_slice(**slice);
        if (!slices) return slices.error();
        made.slices = std::move(*slices);
    }
    const auto decimated = add_decimation(asked, made);
    if (!decimated) return decimated.error();
    return made;
}

result<array::selection> selection_of(const array_wish& wish, const array::npy_header& of)
{
    auto chosen = wish.slices ? array::choose(*wish.slices, of.axes)
                              : result<array::selection>(array::whole(of.axes));
    if (!chosen || wish.every == 1) return chosen;
    return array::every(std::move(*chosen), wish.every);
}

std::string_view media_type_of(array_form form)
{
    return row_of(form).media_type;
}

std::string_view ending_of(array_form form)
{
    return row_of(form).ending;
}

} // namespace sluice::server
