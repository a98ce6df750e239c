#include "base/hex.hpp"
#include "storage/checksum.hpp"
#include "transfer/upload/upload_desk.hpp"

#include <fcntl.h>
#include <sys/statvfs.h>

namespace sluice::transfer {
namespace {

/// What is kept in memory for each is small, and bounded by this.
constexpr std::size_t most_open = 10'000;

bool same_order(const upload_view& known, const upload_order& order)
{
    const auto& record = known.record;
    return record.size == order.size && record.place == order.place &&
           record.target == order.target && record.chunk_size == order.chunk_size;
}

bool is_live(const state::upload_record& record)
{
    return record.phase == state::upload_phase::open ||
           record.phase == state::upload_phase::completing ||
           record.phase == state::upload_phase::published;
}

} // namespace

state::upload_record upload_record_of(const upload_order& order, std::int64_t now)
{
    state::upload_record record;
    record.id = random_upload_id();
    record.key = order.key;
    record.door = order.door;
    record.owner = order.owner;
    record.place = order.place;
    record.target = order.target;
    record.size = order.size;
    record.chunk_size = order.chunk_size;
    record.expected_sha256 = order.expected_sha256;
    record.metadata = pack_metadata(order.policy, order.metadata);
    record.created_ns = now;
    return record;
}

namespace {

/// What file systems without fallocate(2) can promise.
result<> check_free(int folder, std::uint64_t size)
{
    struct ::statvfs found{};
    if (::fstatvfs(folder, &found) != 0) return storage::target_error("reserve", {});
    if (found.f_bavail * found.f_frsize >= size) return ok;
    return fail(errc::no_space, "reserve", std::to_string(size) + " bytes");
}

} // namespace

result<upload_view> upload_desk::create_now(const upload_order& order)
{
    auto checked = order;
    if (order.place == state::upload_place::tree) {
        const auto path = storage::check_path(order.target);
        if (!path) return path.error();
        if (path->is_root()) return fail(errc::bad_name, "upload", order.target);
        checked.target = path->text();
    }
    const bool array = order.place == state::upload_place::array;
    if (array && !shared_.arrays) return fail(errc::unsupported, "upload", "no arrays are kept");
    auto& rules = shared_.rules_of(order.place);
    const std::scoped_lock one_by_one(creating_);
    const auto same = find_same(checked);
    if (!same) return same.error();
    if (*same) return **same;
    // A part has no name; the file made of it will.
    if (order.place != state::upload_place::none) {
        const auto admitted = rules.admit(checked.target, order.size);
        if (!admitted) return admitted.error();
    }
    if (array) {
        const auto expected =
            shared_.arrays->expect(upload_record_of(checked, shared_.now_ns()), order.policy);
        if (!expected) return expected.error();
    }
    target_claims::claim claim;
    if (order.place == state::upload_place::tree) {
        auto taken = shared_.claims.take(checked.target);
        if (!taken) {
            // It may be held by an upload whose time is over.
            const auto swept = sweep_now();
            if (!swept) return swept.error();
            taken = shared_.claims.take(checked.target);
        }
        if (!taken) return taken.error();
        claim = std::move(*taken);
    }
    return add_now(checked, std::move(claim));
}

result<std::optional<upload_view>> upload_desk::find_same(const upload_order& order)
{
    if (order.key.empty()) return std::optional<upload_view>();
    const auto found = shared_.store.find_upload_by_key(order.door, order.owner, order.key);
    if (!found) return found.error();
    if (!*found || !is_live(**found)) return std::optional<upload_view>();
    const auto session = find((*found)->id);
    const auto seen = session ? result<upload_view>(session->view()) : status_now((*found)->id);
    if (!seen) return seen.error();
    // What was published may be sent again under another name or size.
    const bool ended = seen->record.phase == state::upload_phase::published;
    if (!same_order(*seen, order)) {
        if (ended) return std::optional<upload_view>();
        return fail(errc::target_exists, "upload", "the key belongs to another upload");
    }
    if (ended && !published_as(shared_, seen->record)) return std::optional<upload_view>();
    return std::optional<upload_view>(*seen);
}

result<upload_view> upload_desk::add_now(const upload_order& order, target_claims::claim claim)
{
    {
        const std::scoped_lock lock(mutex_);
        if (sessions_.size() >= most_open) return fail(errc::overloaded, "upload");
    }
    auto record = upload_record_of(order, shared_.now_ns());
    record.expires_ns = record.created_ns + shared_.expiry_ns;
    if (order.place == state::upload_place::tree && order.policy == storage::on_exists::fail) {
        const auto place = place_of(shared_, record);
        if (!place) return place.error();
        struct ::stat found{};
        if (::fstatat(place->folder->get(), place->name.c_str(), &found, AT_SYMLINK_NOFOLLOW) == 0)
            return fail(errc::target_exists, "upload", order.target);
    }
    const auto reserved = reserve(record.id, record.size);
    auto added = reserved ? shared_.store.add_upload(record) : reserved;
    if (!added) {
        shared_.calls.unlink_at(shared_.incoming->get(), record.id.c_str());
        return added.error();
    }
    const auto session =
        std::make_shared<upload_session>(shared_, record, range_set(), std::move(claim));
    keep(session);
    return session->view();
}

result<> upload_desk::check_quota(std::uint64_t size)
{
    const std::uint64_t quota = shared_.quota;
    const auto taken = shared_.store.reserved_bytes(std::nullopt);
    if (!taken) return taken.error();
    if (quota == 0 || (size <= quota && *taken <= quota - size)) return ok;
    return fail(errc::over_quota, "upload", std::to_string(size) + " bytes");
}

result<> upload_desk::judge_room(std::uint64_t size)
{
    const auto allowed = check_quota(size);
    if (!allowed) return allowed.error();
    return check_free(shared_.incoming->get(), size);
}

/// The file's name is made durable here, so that bytes acknowledged later are never bytes of a file
/// that a power cut takes away.
result<> upload_desk::reserve(const std::string& id, std::uint64_t size)
{
    const auto allowed = check_quota(size);
    if (!allowed) return allowed.error();
    const int folder = shared_.incoming->get();
    const unique_fd file(shared_.calls.open_at(
        folder, id.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!file) return storage::target_error("create upload", id);
    if (size > 0 && shared_.calls.allocate(file.get(), static_cast<off_t>(size)) != 0) {
        if (errno == EFBIG) return fail(errc::too_large, "reserve", std::to_string(size));
        if (errno != EOPNOTSUPP && errno != ENOSYS)
            return storage::target_error("reserve", std::to_string(size) + " bytes");
        const auto free = check_free(folder, size);
        if (!free) return free.error();
    }
    if (shared_.calls.sync_folder(folder) != 0) return storage::target_error("create upload", id);
    return ok;
}

} // namespace sluice::transfer
