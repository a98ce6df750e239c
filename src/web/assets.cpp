#include "web/assets.hpp"

#include <algorithm>

namespace sluice::web {

const embedded_asset* find_asset(std::string_view name)
{
    const auto all = web_assets();
    const auto found = std::ranges::find(all, name, &embedded_asset::name);
    return found == all.end() ? nullptr : &*found;
}

bool has_api_page()
{
    return find_asset("swagger-ui.css") && find_asset("swagger-ui-bundle.js");
}

bool has_home_page()
{
    return find_asset("home.html") && find_asset("home.js") && find_asset("home.css");
}

} // namespace sluice::web
