#include "server/receipts/receipt_desk.hpp"

#include "base/hex.hpp"
#include "receipt/receipt.hpp"
#include "receipt/sha256.hpp"

#include <mutex>

namespace sluice::server {
namespace {

using clock = std::chrono::steady_clock;

/// Signatures that are stored together: some 30 ms of work.
constexpr std::size_t batch = 1000;

/// Transfers that never pause are signed all the same.
constexpr auto longest_wait = std::chrono::seconds(10);

receipt::statement statement_of(const state::ledger_record& about, std::uint64_t number,
                                const std::string& previous)
{
    receipt::statement said;
    said.number = number;
    said.transfer = about.number;
    said.previous = previous.empty() ? receipt::first_previous() : receipt::sha256_hex(previous);
    said.who = about.who;
    said.peer = about.peer;
    said.what = about.what;
    said.direction = about.direction;
    said.door = about.door;
    said.digest_kind = about.digest_kind;
    said.root_digest = to_hex(about.root_digest);
    said.bytes = about.bytes;
    said.started_ns = about.started_ns;
    said.ended_ns = about.ended_ns;
    said.result = about.result;
    said.program = "sluice-server " SLUICE_VERSION;
    return said;
}

} // namespace

/// Shared with the store and with the job, which may start after the desk has gone.
struct receipt_desk::signing final : state::receipt_writer, std::enable_shared_from_this<signing> {
    signing(asio::thread_pool& pool, state::store& to, receipt::signing_key with,
            std::chrono::milliseconds moment)
        : into(to),
          key(std::move(with)),
          key_id(key.its_public_key().id()),
          pause(moment),
          timer(pool)
    {
    }

    std::string write(const state::ledger_record& about, std::uint64_t number,
                      const std::string& previous) override
    {
        auto said = statement_of(about, number, previous);
        said.key_id = key_id;
        note_new();
        return receipt::text_of(said);
    }

    void note_new()
    {
        const std::scoped_lock lock(mutex);
        last = clock::now();
        if (asked || closed) return;
        first = last;
        arm();
    }

    /// Under the lock.
    void arm()
    {
        asked = true;
        timer.expires_after(pause);
        timer.async_wait([known = weak_from_this()](std::error_code failed) {
            const auto here = known.lock();
            if (here && !failed) here->look();
        });
    }

    void look()
    {
        {
            const std::scoped_lock lock(mutex);
            const auto now = clock::now();
            if (closed) return;
            if (now - last < pause && now - first < longest_wait) return arm();
            asked = false;
        }
        sign_all();
    }

    void sign_all()
    {
        const std::scoped_lock one_at_a_time(working);
        while (sign_some()) {
        }
    }

    /// False: nothing is left, or the store takes nothing now; the next one comes again then.
    bool sign_some()
    {
        auto some = into.unsigned_receipts(batch);
        if (!some || some->empty()) return false;
        for (auto& one : *some) {
            auto made = key.sign(one.text);
            if (!made) return false;
            one.signature = std::move(*made);
        }
        return into.sign_receipts(*some) && some->size() == batch;
    }

    state::store& into;
    receipt::signing_key key;
    std::string key_id;
    std::chrono::milliseconds pause;
    std::mutex mutex; // of what follows
    asio::steady_timer timer;
    clock::time_point first{};
    clock::time_point last{};
    bool asked = false; // the timer runs
    bool closed = false;
    std::mutex working;
};

receipt_desk::receipt_desk(asio::thread_pool& pool, state::store& into, receipt::signing_key key,
                           std::chrono::milliseconds pause)
    : signing_(std::make_shared<signing>(pool, into, std::move(key), pause))
{
    into.write_receipts_by(signing_);
    signing_->note_new();
}

receipt_desk::~receipt_desk()
{
    flush();
}

const receipt::public_key& receipt_desk::key() const
{
    return signing_->key.its_public_key();
}

result<receipt::signed_receipt> receipt_desk::complete(state::receipt_record one) const
{
    return complete_receipt(std::move(one), signing_->key);
}

void receipt_desk::flush()
{
    {
        const std::scoped_lock lock(signing_->mutex);
        signing_->closed = true;
        signing_->timer.cancel();
    }
    signing_->sign_all();
}

result<receipt::signed_receipt> complete_receipt(state::receipt_record one,
                                                 const receipt::signing_key& key)
{
    receipt::signed_receipt whole{std::move(one.text), std::move(one.signature)};
    if (!whole.signature.empty()) return whole;
    auto made = key.sign(whole.text);
    if (!made) return made.error();
    whole.signature = std::move(*made);
    return whole;
}

} // namespace sluice::server
