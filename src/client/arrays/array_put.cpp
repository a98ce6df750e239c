#include "client/arrays/array_put.hpp"

#include "array/npy_header.hpp"
#include "async/sleep.hpp"
#include "base/hex.hpp"
#include "base/unique_fd.hpp"
#include "fetch/api_error.hpp"
#include "http/digest_fields.hpp"
#include "http/percent.hpp"
#include "storage/checksum.hpp"
#include "storage/digest.hpp"
#include "storage/file_stamp.hpp"
#include "storage/read_file.hpp"

#include <fcntl.h>

namespace sluice::client {
namespace {

constexpr std::uint64_t least_chunk = std::uint64_t{8} << 20U;
constexpr std::uint64_t most_chunks = 9000; // the server lists 10000 missing ones
constexpr auto patience = std::chrono::minutes(10);

std::string text_at(const nlohmann::json& from, const char* key)
{
    const auto found = from.is_object() ? from.find(key) : from.end();
    return found != from.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// Worth another try of the same chunk.
bool may_pass(const error& why)
{
    return why == errc::peer_closed || why == errc::unreachable || why == errc::timed_out ||
           why == errc::overloaded || why == errc::going_away || why == errc::too_many_requests ||
           why == errc::checksum_mismatch;
}

} // namespace

struct array_put::source {
    unique_fd file;
    storage::file_stamp stamp;
    std::string key; // tells this version of this file, to this name, from others
    storage::checksum sum{storage::checksum_kind::sha256};

    bool unchanged() const
    {
        const auto now = storage::stamp_of_open(file.get());
        return now && *now == stamp;
    }

    static result<std::shared_ptr<source>> open(const array_put_order& order)
    {
        auto made = std::make_shared<source>();
        made->file.reset(::open(order.local.c_str(), O_RDONLY | O_CLOEXEC));
        if (!made->file) return fail_errno("array put", order.local);
        const auto stamp = storage::stamp_of_open(made->file.get());
        if (!stamp) return stamp.error();
        made->stamp = *stamp;
        byte_buffer front(array::most_header);
        const auto got = storage::read_at(made->file.get(), 0, front);
        if (!got) return got.error();
        const auto header = array::parse_npy_header(byte_view(front).first(*got), made->stamp.size);
        if (!header) return header.error();
        const auto version = storage::version_of(*stamp);
        storage::hasher key(storage::digest_kind::xxh3);
        key.update(as_bytes(order.name));
        key.update(version);
        made->key = "array-" + key.finish().hex();
        return made;
    }
};

array_put::array_put(asio::thread_pool& pool, fetch::api_client& api, const fetch::access& how,
                     array_put_order order)
    : pool_(pool),
      api_(api),
      how_(how),
      order_(std::move(order))
{
}

task<result<>> array_put::open()
{
    auto work = [this] { return source::open(order_); };
    auto opened = co_await on_pool(pool_, std::move(work));
    if (!opened) co_return opened.error();
    source_ = std::move(*opened);
    progress_.files_known = 1;
    progress_.listing = false;
    progress_.bytes_known = source_->stamp.size;
    progress_.current = order_.local;
    co_return ok;
}

task<result<>> array_put::create()
{
    const auto size = source_->stamp.size;
    chunk_size_ = std::max(least_chunk, (size / most_chunks >> 20U << 20U) + (1U << 20U));
    nlohmann::json asked = {{"name", order_.name},
                            {"target", "array"},
                            {"size", size},
                            {"chunk_size", chunk_size_},
                            {"on_exists", order_.on_exists},
                            {"tags", order_.tags}};
    fetch::api_request what("POST", "/api/v1/uploads", std::move(asked));
    what.fields.set("idempotency-key", source_->key);
    const auto made = co_await api_.call(std::move(what), deadline::after(patience));
    if (!made) co_return made.error();
    const auto& said = made->body;
    id_ = text_at(said, "id");
    const bool same = said.contains("chunk_size") && said["chunk_size"] == chunk_size_;
    if (id_.empty() || !same) co_return fail(errc::malformed_message, "array put", api_.base());
    missing_.assign(static_cast<std::size_t>(size / chunk_size_ + 1), false);
    if (!said.contains("missing_chunks")) co_return ok; // it is there already
    for (const auto& number : said["missing_chunks"])
        if (number.is_number_unsigned() && number.get<std::uint64_t>() < missing_.size())
            missing_[number.get<std::size_t>()] = true;
    co_return ok;
}

task<result<>> array_put::send_bytes(std::uint64_t number, const std::string& bytes)
{
    fetch::request what;
    what.method = "PUT";
    what.target = api_.base() + "/api/v1/uploads/" + http::percent_encoded(id_) + "/chunks/" +
                  std::to_string(number);
    what.fields.set("content-type", "application/octet-stream");
    what.body = bytes;
    auto how = how_;
    how.rules = fetch::address_rules::everything();
    how.most_redirects = 0;
    const fetch::request_terms terms(deadline::after(patience), stopped_);
    const auto came = co_await fetch::ask_on(pool_, std::move(what), how, terms);
    if (!came) co_return came.error();
    if (came->status < 200 || came->status > 299) co_return fetch::api_error(*came);
    co_return ok;
}

task<result<>> array_put::send_chunk(std::uint64_t number)
{
    const auto offset = number * chunk_size_;
    const auto length = std::min(chunk_size_, source_->stamp.size - offset);
    std::string bytes(static_cast<std::size_t>(length), '\0');
    auto read = [this, offset, &bytes]() -> result<> {
        const auto into = std::as_writable_bytes(std::span(bytes));
        const auto got = storage::read_at(source_->file.get(), offset, into);
        if (!got) return got.error();
        if (*got < into.size()) return fail(errc::source_changed, "array put", order_.local);
        source_->sum.update(into);
        return ok;
    };
    const auto ready = co_await on_pool(pool_, std::move(read));
    if (!ready) co_return ready.error();
    progress_.bytes_done += length;
    if (!missing_[static_cast<std::size_t>(number)]) {
        progress_.bytes_resumed += length;
        co_return ok;
    }
    for (unsigned attempt = 0;; ++attempt) {
        const auto sent = co_await send_bytes(number, bytes);
        if (sent) break;
        if (attempt >= order_.retries || !may_pass(sent.error())) co_return sent;
        co_await sleep_for(std::chrono::milliseconds(200) * (1U << std::min(attempt, 6U)));
    }
    progress_.bytes_received += length;
    co_return ok;
}

task<result<>> array_put::send_all()
{
    const auto size = source_->stamp.size;
    for (std::uint64_t number = 0; number * chunk_size_ < size; ++number) {
        if (stopped_) co_return fail(errc::cancelled, "array put", order_.local);
        const auto sent = co_await send_chunk(number);
        if (!sent) co_return sent;
    }
    if (!source_->unchanged()) co_return fail(errc::source_changed, "array put", order_.local);
    co_return ok;
}

task<result<nlohmann::json>> array_put::complete()
{
    fetch::api_request what("POST", "/api/v1/uploads/" + http::percent_encoded(id_) + "/complete");
    what.fields.set("repr-digest", http::format_sha256(source_->sum.finish()));
    progress_.syncing = 1;
    const auto done = co_await api_.call(std::move(what), deadline::after(patience));
    if (!done) co_return done.error();
    const auto name = text_at(done->body, "path");
    fetch::api_request about("GET", "/api/v1/arrays/" + http::percent_encoded(name) + "/info");
    auto made = co_await api_.call(std::move(about), deadline::after(patience));
    if (!made) co_return made.error();
    progress_.files_done = 1;
    co_return std::move(made->body);
}

task<result<nlohmann::json>> array_put::run()
{
    const auto opened = co_await open();
    if (!opened) co_return opened.error();
    const auto created = co_await create();
    if (!created) co_return created.error();
    progress_.streams = 1;
    const auto sent = co_await send_all();
    if (!sent) co_return sent.error();
    auto made = co_await complete();
    co_return made;
}

} // namespace sluice::client
