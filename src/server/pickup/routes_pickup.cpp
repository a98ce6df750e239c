#include "server/pickup/routes_pickup.hpp"

#include "server/pickup/pickup_answer.hpp"

namespace sluice::server {
namespace {

using nlohmann::json;

constexpr std::string_view json_type = "application/json";

json receipt_example()
{
    return {{"id", "4be1ad31f05cd9cf2c8dc2c1f0a27d9b"},
            {"project", "foo"},
            {"extension", "drc"},
            {"archive", "drc_1files_20261121_120000.zip"},
            {"phase", "archived"},
            {"proof", "digests"},
            {"made", "2026-11-21T12:00:00Z"},
            {"expires", nullptr},
            {"files",
             {{{"name", "frame-0001.drc"},
               {"size", 1048576},
               {"crc32", "3610a686"},
               {"archived_as", "frame-0001.drc"}}}}};
}

reply_description detail_reply(int status, std::string_view description, std::string_view text)
{
    return {status, description, json_type, "Detail", json{{"detail", text}}};
}

route give_row(std::string_view path, std::string_view operation)
{
    route row;
    row.method = "GET";
    row.path = path;
    row.operation = operation;
    row.tag = "pick-up";
    row.summary = "The fresh files of a project as a zip archive; put away once they arrived";
    row.needs = state::right::read;
    row.errors = error_shape::detail;
    row.parameters = {
        {"project", "path", "a folder below datadir", "string", true},
        {"ext", "path", "drc, ply, vpcc, gpcc or zip", "string", true},
        {"confirm", "query", "manual: only a POST to the receipt proves that the files arrived"}};
    row.replies = {
        {200, "the archive; Sluice-Receipt names the receipt", "application/zip"},
        {206, "the rest of an archive that was cut off, by Range and If-Range", "application/zip"},
        detail_reply(400, "confirm is neither manual nor connection",
                     "confirm is manual or connection"),
        detail_reply(403, "asked by a page of another site", "Not for pages of other sites"),
        detail_reply(404, "nothing fresh, or no such project", "No .drc files available"),
        detail_reply(406, "another extension", "Extension is one of drc, ply, vpcc, gpcc, zip")};
    row.run = answer_pickup;
    return row;
}

route receipt_row(std::string_view method, std::string_view operation)
{
    route row;
    row.method = method;
    row.path = "/stream/receipts/{id}";
    row.operation = operation;
    row.tag = "pick-up";
    row.needs = state::right::read;
    row.errors = error_shape::detail;
    row.parameters = {{"id", "path", "as Sluice-Receipt named it", "string", true}};
    row.replies = {{200, "the receipt", json_type, "PickupReceipt", receipt_example()},
                   detail_reply(404, "no such receipt, or somebody else's", "No such receipt")};
    return row;
}

} // namespace

std::vector<route> pickup_routes()
{
    auto show = receipt_row("GET", "showPickupReceipt");
    show.summary = "What was given, with checksums";
    show.run = show_receipt;
    auto confirm = receipt_row("POST", "confirmPickup");
    confirm.summary = "Proves by digests that all files arrived; they are put away";
    confirm.body = {
        json_type, "PickupProof",
        json{{"files", {{{"name", "frame-0001.drc"}, {"size", 1048576}, {"crc32", "3610a686"}}}}}};
    confirm.replies.push_back(
        detail_reply(400, "a file is missing, or its digest differs", "frame-0001.drc is missing"));
    confirm.replies.push_back(detail_reply(409, "given back before", "the files were given back"));
    confirm.run = confirm_receipt;
    return {give_row("/stream/{project}/{ext}", "streamFresh"),
            give_row("/fetch/{project}/{ext}", "fetchFresh"), show, confirm};
}

} // namespace sluice::server
