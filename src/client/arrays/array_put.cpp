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
#include <sys/stat.h>

namespace sluice::client {
namespace {

constexpr std::uint64_t least_chunk = std::uint64_t{8} << 20U;
constexpr std::uint64_t most_chunks = 9000; // the server lists 10000 missing ones
constexpr auto patience = std::chrono::minutes(10);
constexpr unsigned most_uploads = 64; // of the same file, to the same name

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

/// What is wanted; another wish is another upload.
std::vector<std::string> words_of(const array_put_order& order)
{
    std::vector<std::string> all{order.name, order.on_exists};
    all.insert(all.end(), order.tags.begin(), order.tags.end());
    return all;
}

/// The key of an upload for what an earlier one was for, whose array is not there any more. It is
/// made of that one, so that it is found again when it is cut.
std::string next_key(const std::string& key, const std::string& id)
{
    storage::hasher sum(storage::digest_kind::xxh3);
    sum.update(as_bytes(key));
    sum.update(as_bytes(id));
    return "array-" + sum.finish().hex();
}

} // namespace

struct array_put::source {
    unique_fd file;
    storage::file_stamp stamp;
    std::string key; // tells this version of this file, and what it shall be, from others
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
        struct ::stat kind{};
        if (::fstat(made->file.get(), &kind) != 0 || !S_ISREG(kind.st_mode))
            return fail(errc::not_a_file, "array put", order.local);
        const auto stamp = storage::stamp_of_open(made->file.get());
        if (!stamp) return stamp.error();
        made->stamp = *stamp;
        byte_buffer front(array::most_header);
        const auto got = storage::read_at(made->file.get(), 0, front);
        if (!got) return got.error();
        const auto header = array::parse_npy_header(byte_view(front).first(*got), made->stamp.size);
        // A local file is no message of a peer: another try would not mend it.
        if (!header)
            return fail(errc::type_refused, "array put",
                        order.local + ": " + header.error().detail());
        const auto version = storage::version_of(*stamp);
        storage::hasher key(storage::digest_kind::xxh3);
        key.update(version);
        for (const auto& text : words_of(order)) {
            key.update(as_bytes(text));
            key.update(as_bytes(std::string_view("\0", 1)));
        }
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
    progress_.current = std::filesystem::path(order_.local).filename().string();
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
    path_ = text_at(said, "path");
    const bool same = said.contains("chunk_size") && said["chunk_size"] == chunk_size_;
    if (id_.empty() || !same) co_return fail(errc::malformed_message, "array put", api_.base());
    missing_.assign(static_cast<std::size_t>(size / chunk_size_ + 1), false);
    is_there_ = !said.contains("missing_chunks");
    if (is_there_) co_return ok;
    for (const auto& number : said["missing_chunks"])
        if (number.is_number_unsigned() && number.get<std::uint64_t>() < missing_.size())
            missing_[number.get<std::size_t>()] = true;
    co_return ok;
}

task<result<>> array_put::create_anew()
{
    for (unsigned attempt = 0; attempt < most_uploads; ++attempt) {
        const auto made = co_await create();
        if (!made || !is_there_) co_return made;
        // It was published once; somebody may have renamed what came of it.
        const auto seen = co_await look();
        if (seen) co_return ok;
        if (seen.error() != errc::not_found) co_return seen.error();
        source_->key = next_key(source_->key, id_);
    }
    co_return fail(errc::target_busy, "array put", order_.name);
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
    path_ = text_at(done->body, "path");
    auto made = co_await look();
    if (made) progress_.files_done = 1;
    co_return made;
}

task<result<nlohmann::json>> array_put::look()
{
    fetch::api_request about("GET", "/api/v1/arrays/" + http::percent_encoded(path_) + "/info");
    auto made = co_await api_.call(std::move(about), deadline::after(patience));
    if (!made) co_return made.error();
    co_return std::move(made->body);
}

task<result<nlohmann::json>> array_put::run()
{
    const auto opened = co_await open();
    if (!opened) co_return opened.error();
    const auto created = co_await create_anew();
    if (!created) co_return created.error();
    progress_.streams = 1;
    const auto sent = co_await send_all();
    if (!sent) co_return sent.error();
    auto made = co_await complete();
    co_return made;
}

} // namespace sluice::client
