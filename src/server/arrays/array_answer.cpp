#include "server/arrays/array_answer.hpp"

#include "array/dtype.hpp"
#include "async/on_pool.hpp"
#include "base/hex.hpp"
#include "base/rfc3339.hpp"
#include "http/percent.hpp"

namespace sluice::server {

result<array_desk*> arrays_of(const route_call& call)
{
    if (!call.shared.arrays || !call.shared.uploads)
        return fail(errc::unsupported, "arrays", "nothing is taken in");
    if (!call.who.prefix.is_root())
        return fail(errc::permission_denied, "arrays", "the token is for one folder");
    return call.shared.arrays.get();
}

bool may_change(const route_call& call, const state::array_record& of)
{
    return may_change(of, call.who.name) || call.who.may(state::right::admin);
}

nlohmann::json array_document(const state::array_record& of)
{
    nlohmann::json made = {{"name", of.name},
                           {"index", index_of(of)},
                           {"dtype", of.dtype},
                           {"shape", of.shape},
                           {"order", of.fortran ? "F" : "C"},
                           {"size", of.size},
                           {"digest", nullptr},
                           {"tags", of.tags},
                           {"created", format_rfc3339(of.created_ns)},
                           {"growing", of.growing}};
    if (!of.xxh3.empty()) made["digest"] = "xxh3:" + to_hex(of.xxh3);
    return made;
}

nlohmann::json simple_document(const state::array_record& of)
{
    const auto type = array::parse_dtype(of.dtype);
    return {{"dtype", type ? array::long_name(*type) : of.dtype}, {"shape", of.shape}};
}

task<result<state::array_record>> find_array(route_call& call, std::string name)
{
    const auto desk = arrays_of(call);
    if (!desk) co_return desk.error();
    auto work = [desk = *desk, name = std::move(name)] { return desk->find(name); };
    auto found = co_await on_pool(call.shared.pool, std::move(work));
    co_return found;
}

std::string address_of(const state::array_record& of)
{
    return "/api/v1/arrays/" + http::percent_encoded(of.name);
}

} // namespace sluice::server
