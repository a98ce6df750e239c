#include "server/pickup/zip_body.hpp"

#include "async/on_pool.hpp"
#include "async/sleep.hpp"
#include "base/rfc3339.hpp"
#include "server/files/file_body.hpp"

namespace sluice::server {
namespace {

constexpr std::size_t batch_files = 64;

/// Bytes that are checksummed in one visit to the pool.
constexpr std::uint64_t batch_bytes = 16U << 20U;

/// The checksum of a small file, found or computed. Blocks.
result<std::uint32_t> sum_now(crc32_cache& known, const served_file& file)
{
    if (const auto found = known.find(file.stamp())) return *found;
    crc32_in_progress going(file.opened());
    const auto done = going.go_on(file.size());
    if (!done) return done.error();
    known.keep(file.stamp(), going.value());
    return going.value();
}

} // namespace

bool zip_body::holds(std::size_t member) const
{
    return member >= open_.first && member < open_.first + open_.files.size();
}

error zip_body::broken_off(const error& why)
{
    call_.exchange.close_after();
    call_.exchange.stream().close();
    return why;
}

result<zip_body::batch> zip_body::open_batch(host& shared, zip_plan& plan, std::size_t first)
{
    batch made;
    made.first = first;
    const auto& members = plan.layout().members();
    std::uint64_t bytes = 0;
    for (auto i = first; i < members.size() && made.files.size() < batch_files; ++i) {
        bytes += members[i].size;
        if (bytes > batch_bytes && !made.files.empty()) break;
        made.known.push_back(members[i].is_folder());
        made.files.emplace_back();
        if (members[i].is_folder()) continue;
        auto opened = plan.root().open_file(plan.path(i));
        if (!opened) return opened.error();
        if (storage::version_of(opened->stamp) != plan.version(i))
            return fail(errc::source_changed, "zip", plan.path(i).text());
        const auto wait = storage::unsettled_ns(opened->stamp, real_time_ns());
        made.unsettled_ns = std::max(made.unsettled_ns, wait);
        made.files.back().emplace(std::move(*opened));
    }
    // What may still change without showing must not be summed yet.
    if (made.unsettled_ns > 0) return made;
    for (std::size_t i = 0; i < made.files.size(); ++i) {
        if (made.known[i] || made.files[i]->size() > batch_bytes) continue;
        const auto sum = sum_now(shared.crc32s, *made.files[i]);
        if (!sum) return sum.error();
        plan.crc32s[first + i] = *sum;
        made.known[i] = true;
    }
    return made;
}

task<result<>> zip_body::load(std::size_t member)
{
    for (int attempt = 0; attempt < 3; ++attempt) {
        auto work = [this, member] { return open_batch(call_.shared, plan_, member); };
        auto opened = co_await on_pool(call_.shared.pool, std::move(work));
        if (!opened) co_return opened.error();
        const auto wait = opened->unsettled_ns;
        open_ = std::move(*opened);
        if (wait == 0) {
            const auto summed = co_await sum_large();
            co_return summed;
        }
        co_await sleep_for(std::chrono::nanoseconds(wait));
    }
    co_return fail(errc::source_changed, "zip", plan_.path(member).text() + " is being written");
}

/// A file that takes long is alone in its batch, or the only one without a checksum.
task<result<>> zip_body::sum_large()
{
    for (std::size_t i = 0; i < open_.files.size(); ++i) {
        if (open_.known[i]) continue;
        auto file = open_.files[i]->opened();
        const auto sum = co_await crc32_of(call_.shared.crc32s, call_.shared.pool, std::move(file));
        if (!sum) co_return sum.error();
        plan_.crc32s[open_.first + i] = *sum;
    }
    if (open_.first <= known_) known_ = std::max(known_, open_.first + open_.files.size());
    co_return ok;
}

task<result<>> zip_body::know_all()
{
    const auto count = plan_.layout().members().size();
    while (known_ < count) {
        const auto loaded = co_await load(known_);
        if (!loaded) co_return loaded.error();
    }
    co_return ok;
}

task<result<>> zip_body::send_data(const zip::piece& next)
{
    const auto& file = *open_.files[next.member - open_.first];
    const http::byte_range part{next.skip, next.length};
    const auto sent = co_await send_file_bytes(call_, file, part);
    if (!sent) co_return sent.error();
    // What was changed while its last bytes were on their way is not sent to its end.
    if (!file.unchanged())
        co_return broken_off(fail(errc::source_changed, "zip", plan_.path(next.member).text()));
    co_return ok;
}

task<result<>> zip_body::send_piece(const zip::piece& next, bool last)
{
    using source = zip::piece::source;
    const bool of_member = next.from == source::header || next.from == source::data;
    result<> ready = ok;
    if (of_member && !holds(next.member)) ready = co_await load(next.member);
    if (next.from == source::directory) ready = co_await know_all();
    if (!ready) co_return broken_off(ready.error());
    if (next.from == source::data) {
        const auto sent = co_await send_data(next);
        co_return sent;
    }
    const auto text = plan_.layout().text_of(next, plan_.crc32s);
    const auto behind = last ? net::follow_up::nothing : net::follow_up::more;
    const auto sent = co_await call_.exchange.write(as_bytes(text), behind);
    co_return sent;
}

task<result<>> zip_body::send(http::byte_range range)
{
    const auto past = range.offset + range.length;
    for (auto at = range.offset; at < past;) {
        const auto next = plan_.layout().piece_at(at, past);
        const auto sent = co_await send_piece(next, at + next.length == past);
        if (!sent) co_return sent.error();
        at += next.length;
    }
    co_return ok;
}

} // namespace sluice::server
