#include "server/arrays/routes_arrays.hpp"

namespace sluice::server {
namespace {

using json = nlohmann::json;

constexpr std::string_view problem_type = "application/problem+json";
constexpr std::string_view of_array = "/api/v1/arrays/{name}";

json array_example()
{
    return {{"name", "waves"},
            {"index", 0},
            {"dtype", "<f8"},
            {"shape", {2, 3}},
            {"order", "C"},
            {"size", 176},
            {"digest", "xxh3:5f0c2a9d1e7b4c38a6d2f19b0e83c475"},
            {"tags", {"run-7"}},
            {"created", "2026-11-21T12:30:00Z"},
            {"growing", false}};
}

json data_example()
{
    json rows = json::array();
    rows.push_back({0.0, 0.5, "NaN"});
    rows.push_back({1.0, 1.5, "Infinity"});
    return rows;
}

void add_problem(route& row, int status, std::string_view why)
{
    row.replies.push_back({status, why, problem_type, "Problem"});
}

route array_row(std::string_view method, std::string_view path, std::string_view operation)
{
    route row;
    row.method = method;
    row.path = path;
    row.operation = operation;
    row.tag = "arrays";
    row.needs = method == "GET" ? state::right::read : state::right::write;
    if (path.find("{name}") == path.npos) return row;
    row.parameters.push_back({"name", "path", "of the array", "string", true});
    if (method != "PUT") add_problem(row, 404, "no such array");
    return row;
}

route list_row()
{
    auto row = array_row("GET", "/api/v1/arrays", "listArrays");
    row.summary = "A page of the arrays, in the order of their indices";
    row.parameters = {{"cursor", "query", "`next` of the page before"},
                      {"limit", "query", "arrays at most, 1000 at most", "integer"},
                      {"tag", "query", "only those with this tag"}};
    const json page = {{"arrays", {array_example()}}, {"next", nullptr}};
    row.replies = {{200, "the page", "application/json", "ArrayPage", page}};
    add_problem(row, 400, "a parameter is wrong");
    row.run = list_arrays;
    return row;
}

route put_row()
{
    auto row = array_row("PUT", of_array, "putArray");
    row.summary = "A .npy file becomes an array; large ones better by /api/v1/uploads";
    row.parameters.push_back({"tags", "query", "by commas"});
    row.parameters.push_back({"on_exists", "query", "fail (as if not said), overwrite or rename"});
    row.body = {"application/x-npy", {}, {}};
    row.replies = {
        {201, "the array, on stable storage", "application/json", "Array", array_example()}};
    add_problem(row, 400, "the header is wrong, or the length does not match it");
    add_problem(row, 409, "the name is taken");
    add_problem(row, 413, "larger than an array may be, or beyond the quota");
    add_problem(row, 415, "an .npz archive, a pickle, objects, or no .npy file at all");
    add_problem(row, 507, "no space left");
    row.run = put_array;
    return row;
}

route get_row()
{
    auto row = array_row("GET", of_array, "getArray");
    row.summary = "An array: the file, or elements as .npy, bytes, JSON or CSV";
    row.parameters.push_back({"slice", "query", "as numpy's: 0:100,:,::2"});
    row.parameters.push_back({"every", "query", "every k-th along the first axis", "integer"});
    row.parameters.push_back({"decimate", "query", "minmax:N: least and most of N stretches"});
    row.parameters.push_back({"format", "query", "npy, raw, json or csv; goes before Accept"});
    row.parameters.push_back({"Range", "header", "of the whole file: bytes=0-99"});
    row.parameters.push_back({"If-None-Match", "header", "of the whole file: 304 if it is this"});
    const json shown = {
        {"name", "waves"}, {"dtype", "<f8"}, {"shape", {2, 3}}, {"data", data_example()}};
    row.replies.push_back({200, "the array", "application/x-npy"});
    row.replies.push_back({200, "little-endian, in the order of C", "application/octet-stream"});
    row.replies.push_back({200, "", "application/json", "ArrayData", shown});
    row.replies.push_back({200, "", "text/csv"});
    row.replies.push_back({206, "the range", "application/x-npy"});
    row.replies.push_back({304, "still the version the client has"});
    add_problem(row, 400, "the slice does not fit");
    row.replies.push_back(
        {413, "too long as JSON; `binary` has the address", problem_type, "ArrayRefusal"});
    row.run = get_array;
    return row;
}

route show_row()
{
    auto row = array_row("GET", "/api/v1/arrays/{name}/info", "getArrayInfo");
    row.summary = "Type, shape and digest of an array";
    row.replies.push_back({200, "the array", "application/json", "Array", array_example()});
    row.run = show_array;
    return row;
}

route change_row()
{
    auto row = array_row("PATCH", of_array, "changeArray");
    row.summary = "Another name, other tags";
    row.body = {"application/json", "ArrayChange", {{"name", "tides"}, {"tags", {"run-7"}}}};
    row.replies.push_back(
        {200, "the array as it is now", "application/json", "Array", array_example()});
    add_problem(row, 400, "what is to be changed is not understood");
    add_problem(row, 403, "it is another's");
    add_problem(row, 409, "the new name is taken");
    row.run = change_array;
    return row;
}

route delete_row()
{
    auto row = array_row("DELETE", of_array, "deleteArray");
    row.summary = "Delete an array; its index is not given again";
    row.replies.push_back({204, "it is gone"});
    add_problem(row, 403, "it is another's");
    add_problem(row, 409, "it grows");
    row.run = delete_array;
    return row;
}

constexpr std::string_view plain = "application/json";

route send_simple_row()
{
    auto row = array_row("POST", "/upload", "uploadArray");
    row.summary = "A form with one .npy file in the part 'file'";
    row.errors = error_shape::status;
    row.body = {"multipart/form-data", {}, {}};
    const json sent = {
        {"status", "success"}, {"shape", {2, 3}}, {"dtype", "float64"}, {"index", 0}};
    row.replies = {{200, "it is an array now", plain, "SimpleArray", sent},
                   {400, "no .npy file that is taken in", plain, "SimpleError"},
                   {413, "too large, or beyond the quota", plain, "SimpleError"},
                   {422, "the field is missing", plain, "SimpleError"}};
    row.run = send_simple_array;
    return row;
}

route list_simple_row()
{
    auto row = array_row("GET", "/arrays", "listAllArrays");
    row.summary = "All arrays with their indices";
    row.errors = error_shape::status;
    const json one = {{"index", 0}, {"shape", {2, 3}}, {"dtype", "float64"}};
    const json listed = {{"count", 1}, {"arrays", {one}}};
    row.replies = {{200, "the arrays", plain, "SimpleArrayList", listed}};
    row.run = list_simple_arrays;
    return row;
}

route get_simple_row()
{
    auto row = array_row("GET", "/array/{index}", "getArrayByIndex");
    row.summary = "The elements of an array as JSON";
    row.errors = error_shape::status;
    row.parameters = {{"index", "path", "as /arrays lists it", "integer", true}};
    const json shown = {{"shape", {2, 3}}, {"dtype", "float64"}, {"data", data_example()}};
    row.replies = {{200, "the elements", plain, "SimpleArrayData", shown},
                   {404, "no such array", plain, "SimpleError"},
                   {413, "too long; `binary` has the address of the bytes", plain, "SimpleError"}};
    row.run = get_simple_array;
    return row;
}

} // namespace

std::vector<route> array_routes()
{
    return {list_row(),   put_row(),         get_row(),         show_row(),      change_row(),
            delete_row(), send_simple_row(), list_simple_row(), get_simple_row()};
}

} // namespace sluice::server
