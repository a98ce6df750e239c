#include "server/http/openapi.hpp"
#include "support/catch.hpp"

#include <set>

using namespace sluice;
using nlohmann::json;
using server::route;

namespace {

route a_row()
{
    route row;
    row.method = "GET";
    row.path = "/files/{path...}";
    row.operation = "getFile";
    row.tag = "files";
    row.summary = "A file or a folder";
    row.needs = state::right::read;
    row.parameters = {{"after", "query", "continue behind this name"}};
    row.replies = {{200, "the bytes", "application/octet-stream"},
                   {200, "a page", "application/json", "FolderPage", {{"path", ""}}},
                   {304, "not changed"}};
    return row;
}

/// Every "$ref" in a document.
void collect_references(const json& in, std::set<std::string>& into)
{
    if (in.is_object() && in.contains("$ref")) into.insert(in["$ref"].get<std::string>());
    if (in.is_structured())
        for (const auto& item : in)
            collect_references(item, into);
}

} // namespace

TEST_CASE("the document describes a route", "[server][openapi]")
{
    const auto document = server::openapi_document({a_row()}, "1.2");

    CHECK(document["openapi"] == "3.1.0");
    CHECK(document["info"]["version"] == "1.2");
    const auto& get = document["paths"]["/files/{path}"]["get"];
    CHECK(get["operationId"] == "getFile");
    CHECK(get["tags"] == json::array({"files"}));
    CHECK(get["security"][0].contains("bearer"));
    REQUIRE(get["parameters"].size() == 2);
    CHECK(get["parameters"][0]["in"] == "query");
    CHECK(get["parameters"][0]["required"] == false);
    CHECK(get["parameters"][1]["name"] == "path");
    CHECK(get["parameters"][1]["required"] == true);
}

TEST_CASE("answers of one status are one with several media types", "[server][openapi]")
{
    const auto document = server::openapi_document({a_row()}, "1");

    const auto& replies = document["paths"]["/files/{path}"]["get"]["responses"];
    CHECK(replies["200"]["content"].size() == 2);
    const auto& page = replies["200"]["content"]["application/json"];
    CHECK(page["schema"]["$ref"] == "#/components/schemas/FolderPage");
    CHECK(page["example"]["path"] == "");
    CHECK_FALSE(replies["304"].contains("content"));
    CHECK(replies["default"]["content"].contains("application/problem+json"));
}

TEST_CASE("errors are described in the shape of the route", "[server][openapi]")
{
    auto row = a_row();
    row.errors = server::error_shape::message;
    auto bare = a_row();
    bare.method = "HEAD";
    bare.errors = server::error_shape::bare;

    const auto document = server::openapi_document({row, bare}, "1");

    const auto& path = document["paths"]["/files/{path}"];
    CHECK(path["get"]["responses"]["default"]["content"]["application/json"]["schema"]["$ref"] ==
          "#/components/schemas/Message");
    CHECK_FALSE(path["head"]["responses"]["default"].contains("content"));
}

TEST_CASE("a body is described, and an open route asks for nothing", "[server][openapi]")
{
    auto row = a_row();
    row.method = "POST";
    row.path = "/api/v1/uploads";
    row.needs.reset();
    row.parameters.clear();
    row.body = {"application/json", "UploadRequest", {{"size", 1}}};

    const auto document = server::openapi_document({row}, "1");

    const auto& post = document["paths"]["/api/v1/uploads"]["post"];
    CHECK(post["security"].empty());
    CHECK_FALSE(post.contains("parameters"));
    CHECK(post["requestBody"]["content"]["application/json"]["example"]["size"] == 1);
}

TEST_CASE("every reference of the document leads somewhere", "[server][openapi]")
{
    const auto document = server::openapi_document({a_row()}, "1");
    std::set<std::string> references;
    collect_references(document, references);

    CHECK(references.size() >= 3);
    for (const auto& reference : references) {
        INFO(reference);
        CHECK(document.contains(json::json_pointer(reference.substr(1))));
    }
}
