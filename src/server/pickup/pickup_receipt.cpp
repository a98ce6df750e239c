#include "async/on_pool.hpp"
#include "base/parse.hpp"
#include "base/rfc3339.hpp"
#include "server/pickup/pickup_answer.hpp"
#include "storage/checksum.hpp"

#include <fmt/format.h>

#include <array>

namespace sluice::server {
namespace {

using json = nlohmann::json;

constexpr std::size_t most_request = 4U << 20U;
constexpr auto request_limit = std::chrono::seconds(30);

error wrong(std::string what)
{
    return fail(errc::bad_usage, "receipt", std::move(what));
}

std::string_view name_of(state::pickup_phase phase)
{
    constexpr std::array<std::string_view, 6> names{"",          "sending",  "awaiting",
                                                    "confirmed", "archived", "released"};
    return names.at(static_cast<std::size_t>(phase));
}

/// What a client says that it has.
struct claim {
    std::string name;
    std::optional<byte_buffer> sha256;
    std::optional<std::uint32_t> crc32;
    std::optional<std::uint64_t> size;
};

result<claim> claim_in(const json& one)
{
    if (!one.is_object() || !one.contains("name") || !one["name"].is_string())
        return wrong("each file has a name");
    claim made;
    made.name = one["name"].get<std::string>();
    if (one.contains("sha256")) {
        const auto text = one["sha256"].is_string() ? one["sha256"].get<std::string>() : "";
        made.sha256 = storage::bytes_of_hex(text);
        if (!made.sha256 || made.sha256->size() != 32)
            return wrong("sha256 is 64 hexadecimal digits");
    }
    if (one.contains("crc32")) {
        const auto text = one["crc32"].is_string() ? one["crc32"].get<std::string>() : "";
        const auto bytes = storage::bytes_of_hex(text);
        if (!bytes || bytes->size() != 4) return wrong("crc32 is 8 hexadecimal digits");
        made.crc32 = load_be<std::uint32_t>(bytes->data());
    }
    if (one.contains("size")) {
        if (!one["size"].is_number_unsigned()) return wrong("size is a number of bytes");
        made.size = one["size"].get<std::uint64_t>();
    }
    if (!made.sha256 && !(made.crc32 && made.size))
        return wrong("each file has a sha256, or a crc32 and a size");
    return made;
}

/// The claims in the order of the offer's files: each file once, and no others.
result<std::vector<claim>> claims_in(const std::string& body, const state::pickup_offer& offer)
{
    const auto asked = json::parse(body, nullptr, false);
    if (!asked.is_object() || !asked.contains("files") || !asked["files"].is_array())
        return wrong("an object with files is wanted");
    std::map<std::string, claim> by_name;
    for (const auto& one : asked["files"]) {
        auto made = claim_in(one);
        if (!made) return made.error();
        auto name = made->name;
        if (!by_name.emplace(name, std::move(*made)).second) return wrong(name + " stands twice");
    }
    std::vector<claim> all;
    for (const auto& file : offer.files) {
        const auto at = by_name.find(file.name);
        if (at == by_name.end()) return wrong(file.name + " is missing");
        all.push_back(std::move(at->second));
        by_name.erase(at);
    }
    if (!by_name.empty()) return wrong(by_name.begin()->first + " was not given");
    return all;
}

bool is_version(const storage::file_stamp& s, const state::digest_key& of)
{
    return state::digest_key{s.device, s.inode, s.size, s.modified_ns, s.changed_ns} == of;
}

/// The file of an offer as it still is; nothing once it is another version.
task<std::shared_ptr<const storage::opened_file>>
open_offered(route_call& call, const state::pickup_offer& offer, const state::pickup_file& file)
{
    using opened_file = std::shared_ptr<const storage::opened_file>;
    auto work = [&]() -> opened_file {
        const auto path = storage::check_path(offer.project + "/bar/" + file.name);
        if (!path) return nullptr;
        auto opened = call.shared.pickups->files().open_file(*path);
        if (!opened || !is_version(opened->stamp, file.version)) return nullptr;
        return std::make_shared<const storage::opened_file>(std::move(*opened));
    };
    auto made = co_await on_pool(call.shared.pool, std::move(work));
    co_return made;
}

/// Compares a claim with the file and fills in its checksum. A file that has another version by now
/// is not put away anyhow, so there is nothing to compare with.
task<result<>> compare(route_call& call, const state::pickup_offer& offer, state::pickup_file& file,
                       const claim& told)
{
    const auto opened = co_await open_offered(call, offer, file);
    if (!opened) co_return ok;
    const auto mismatch = fail(errc::checksum_mismatch, "receipt", file.name);
    if (told.size && *told.size != file.version.size) co_return mismatch;
    const auto sum = co_await crc32_of(call.shared.crc32s, call.shared.pool, opened);
    if (!sum) co_return sum.error();
    file.crc32 = *sum;
    if (told.crc32 && *told.crc32 != *sum) co_return mismatch;
    if (!told.sha256) co_return ok;
    const auto digest = co_await call.shared.sha256.digest_of(opened);
    if (!digest) co_return digest.error();
    const auto same = storage::digest(*told.sha256) == *digest;
    if (!same) co_return mismatch;
    co_return ok;
}

/// The offer, if it is the asker's.
task<result<state::pickup_offer>> find_offer(route_call& call)
{
    const auto& id = call.parameters.at("id");
    auto look = [&call, &id] { return call.shared.pickups->find(id); };
    auto found = co_await on_pool(call.shared.pool, std::move(look));
    if (!found) co_return found.error();
    const bool own = *found && (*found)->owner == call.who.name;
    if (!own) co_return fail(errc::not_found, "receipt", "No such receipt");
    co_return std::move(**found);
}

json to_json(const state::pickup_offer& offer)
{
    json made = {{"id", offer.id},
                 {"project", offer.project},
                 {"extension", offer.extension},
                 {"archive", archive_name_of(offer)},
                 {"phase", name_of(offer.phase)},
                 {"proof", offer.proof},
                 {"made", format_rfc3339(offer.made_ns)},
                 {"expires", nullptr},
                 {"files", json::array()}};
    if (offer.phase == state::pickup_phase::awaiting)
        made["expires"] = format_rfc3339(offer.expires_ns);
    for (const auto& file : offer.files) {
        json one = {{"name", file.name},
                    {"size", file.version.size},
                    {"crc32", fmt::format("{:08x}", file.crc32)},
                    {"archived_as", nullptr}};
        if (!file.archived_as.empty()) one["archived_as"] = file.archived_as;
        made["files"].push_back(std::move(one));
    }
    return made;
}

http::response receipt_response(const state::pickup_offer& offer)
{
    const auto replace = json::error_handler_t::replace;
    http::response made(200, "application/json", to_json(offer).dump(-1, ' ', false, replace));
    made.fields.set("cache-control", "no-store");
    return made;
}

/// Checksums as far as the files are still what was offered.
task<result<>> fill_sums(route_call& call, state::pickup_offer& offer)
{
    const bool known = offer.phase == state::pickup_phase::confirmed ||
                       offer.phase == state::pickup_phase::archived;
    if (known) co_return ok;
    for (auto& file : offer.files) {
        const auto opened = co_await open_offered(call, offer, file);
        if (!opened) continue;
        const auto sum = co_await crc32_of(call.shared.crc32s, call.shared.pool, opened);
        if (!sum) co_return sum.error();
        file.crc32 = *sum;
    }
    co_return ok;
}

bool is_open(const state::pickup_offer& offer)
{
    return offer.phase == state::pickup_phase::sending ||
           offer.phase == state::pickup_phase::awaiting;
}

/// Compares all claims; what does not match is given back at once, to be fetched again.
task<result<>> compare_all(route_call& call, state::pickup_offer& offer, const std::string& body)
{
    const auto claims = claims_in(body, offer);
    if (!claims) co_return claims.error();
    for (std::size_t i = 0; i < offer.files.size(); ++i) {
        const auto same = co_await compare(call, offer, offer.files[i], (*claims)[i]);
        if (same) continue;
        auto& desk = *call.shared.pickups;
        auto work = [&desk, &offer] { return desk.give_back(offer.id, "digests differ"); };
        const auto ignored = co_await on_pool(call.shared.pool, std::move(work));
        static_cast<void>(ignored);
        co_return same;
    }
    offer.proof = "digests";
    co_return ok;
}

/// Errors as pickup_desk::confirm, and bad_usage, checksum_mismatch.
task<result<>> confirm_offer(route_call& call, state::pickup_offer& offer)
{
    const auto body =
        co_await call.exchange.read_whole_body(most_request, deadline::after(request_limit));
    if (!body) co_return body.error();
    if (!is_open(offer) && offer.phase != state::pickup_phase::released) co_return ok;
    if (!is_open(offer)) co_return fail(errc::fenced, "receipt", "the files were given back");
    const auto compared = co_await compare_all(call, offer, *body);
    if (!compared) co_return compared;
    auto& desk = *call.shared.pickups;
    auto work = [&desk, &offer] { return desk.confirm(offer); };
    const auto confirmed = co_await on_pool(call.shared.pool, std::move(work));
    co_return confirmed;
}

} // namespace

task<void> show_receipt(route_call& call)
{
    auto offer = co_await find_offer(call);
    result<> done = ok;
    if (offer)
        done = co_await fill_sums(call, *offer);
    else
        done = offer.error();
    if (!done) {
        co_await answer_error(call, done.error(), error_shape::detail);
        co_return;
    }
    const auto ignored = co_await call.exchange.send(receipt_response(*offer));
    static_cast<void>(ignored);
}

task<void> confirm_receipt(route_call& call)
{
    auto offer = co_await find_offer(call);
    result<> done = ok;
    if (offer)
        done = co_await confirm_offer(call, *offer);
    else
        done = offer.error();
    if (done) {
        offer = co_await find_offer(call);
        if (!offer) done = offer.error();
    }
    if (!done) {
        co_await answer_error(call, done.error(), error_shape::detail);
        co_return;
    }
    const auto ignored = co_await call.exchange.send(receipt_response(*offer));
    static_cast<void>(ignored);
}

} // namespace sluice::server
