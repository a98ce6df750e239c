#include "support/catch.hpp"
#include "web/assets.hpp"

#include <algorithm>

using namespace sluice;

TEST_CASE("the page of the API and its script are part of the program", "[web][assets]")
{
    const auto* page = web::find_asset("index.html");
    const auto* script = web::find_asset("page.js");

    REQUIRE(page);
    REQUIRE(script);
    CHECK(page->media_type == "text/html; charset=utf-8");
    CHECK(as_text(page->bytes).starts_with("<!DOCTYPE html>"));
    CHECK(as_text(script->bytes).find("SwaggerUIBundle") != std::string_view::npos);
}

TEST_CASE("the API page names no other host and has no script of its own in the text",
          "[web][assets]")
{
    const auto* found = web::find_asset("index.html");
    REQUIRE(found);

    const auto text = as_text(found->bytes);

    CHECK(text.find("://") == text.npos);
    CHECK(text.find("src=\"//") == text.npos);
    CHECK(text.find("<script>") == text.npos);
    CHECK(text.find("<style") == text.npos);
}

TEST_CASE("an asset that says gzip begins as gzip does", "[web][assets]")
{
    for (const auto& asset : web::web_assets()) {
        CAPTURE(asset.name);
        const bool marked = as_text(asset.bytes).starts_with("\x1f\x8b");
        CHECK(marked == (asset.encoding == "gzip"));
        CHECK_FALSE(asset.bytes.empty());
        CHECK(asset.etag.size() == 34);
        CHECK(std::ranges::count(web::web_assets(), asset.etag, &web::embedded_asset::etag) == 1);
    }
}

TEST_CASE("an asset that does not exist is not found", "[web][assets]")
{
    CHECK_FALSE(web::find_asset("../page.js"));
    CHECK_FALSE(web::find_asset(""));
}

TEST_CASE("the page at / has no script, no style and no address of another host in its text",
          "[web][assets]")
{
    const auto* found = web::find_asset("home.html");
    REQUIRE(found);

    const auto text = as_text(found->bytes);

    CHECK(text.starts_with("<!DOCTYPE html>"));
    CHECK(text.find("://") == text.npos);
    CHECK(text.find("src=\"//") == text.npos);
    CHECK(text.find("<script>") == text.npos);
    CHECK(text.find("<style") == text.npos);
    CHECK(text.find(" style=") == text.npos);
    CHECK(text.find(" on") == text.npos);
}

TEST_CASE("the page at / is there when its scripts are", "[web][assets]")
{
    const bool all = web::find_asset("home.js") && web::find_asset("home.css") &&
                     web::find_asset("licenses.txt") && web::find_asset("icon.svg");

    CHECK(web::has_home_page() == all);
}
