#include "server/files/small_file_answer.hpp"

#include "async/on_pool.hpp"
#include "base/rfc3339.hpp"
#include "http/reply_head.hpp"
#include "storage/read_file.hpp"

#include <algorithm>

namespace sluice::server {
namespace {

using copy_pointer = std::shared_ptr<const small_file_copy>;

bool changes_the_answer(const http::field& one)
{
    return one.name == "range" || one.name == "want-repr-digest" || one.name.starts_with("if-");
}

task<void> answer_copy(route_call& call, copy_pointer copy, std::string_view what)
{
    const auto started_ns = real_time_ns();
    const auto digest = call.shared.sha256.find(copy->stamp);
    if (digest) call.exchange.add_field("repr-digest", repr_digest_of(*digest));
    const auto sent = co_await call.exchange.send_prepared(copy->reply);
    if (sent) note_download(call, what, started_ns, digest);
}

/// Nothing if the file changed meanwhile.
task<copy_pointer> copy_of(route_call& call, const served_file& file, const file_presentation& how)
{
    auto made = std::make_shared<small_file_copy>();
    made->stamp = file.stamp();
    made->read_at = small_files::clock::now();
    made->reply.lines = http::field_lines(describe_file(file, how), made->reply.status);
    made->reply.body.resize(file.size());
    const auto into = std::as_writable_bytes(std::span(made->reply.body));
    auto got = storage::read_cached(file.descriptor(), 0, into);
    if (!got) {
        auto work = [made, into, held = file.opened()] {
            return storage::read_at(held->file.get(), 0, into);
        };
        got = co_await on_pool(call.shared.pool, std::move(work));
    }
    const bool whole = *got && **got == into.size() && file.unchanged();
    if (!whole) co_return nullptr;
    co_return made;
}

} // namespace

bool is_plain(const route_call& call)
{
    const auto& asked = call.exchange.request();
    if (asked.method != "GET" || !asked.query.empty()) return false;
    if (call.shared.client_rate > 0 || call.shared.rate.rate() > 0) return false;
    const auto& all = asked.fields.all();
    return std::none_of(all.begin(), all.end(), changes_the_answer);
}

task<recollection> answer_remembered(route_call& call, const storage::safe_path& path)
{
    auto found = call.shared.small.find(path.text(), small_files::clock::now());
    if (!found.copy) co_return found.wanted ? recollection::wanted : recollection::none;
    const auto now = call.shared.files.stamp_now(path);
    if (!now || *now != found.copy->stamp) co_return recollection::wanted;
    co_await answer_copy(call, std::move(found.copy), path.text());
    co_return recollection::answered;
}

task<bool> answer_and_remember(route_call& call, const served_file& file,
                               const file_presentation& how)
{
    if (file.size() > small_files::largest) co_return false;
    // A date in the future is not told yet, and would be later.
    if (file.stamp().modified_ns > real_time_ns()) co_return false;
    auto copy = co_await copy_of(call, file, how);
    if (!copy) co_return false;
    call.shared.small.keep(how.what, copy);
    co_await answer_copy(call, std::move(copy), how.what);
    co_return true;
}

} // namespace sluice::server
