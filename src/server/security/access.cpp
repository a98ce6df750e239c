#include "server/security/access.hpp"

#include "net/peer_address.hpp"
#include "state/token_text.hpp"

#include <algorithm>

namespace sluice::server {
namespace {

constexpr auto look_every = std::chrono::milliseconds(250);

error refused()
{
    return fail(errc::unauthenticated, "access");
}

/// Every record is compared, so that the time does not tell whether an id is known.
const state::token_record* find_token(const std::vector<state::token_record>& all,
                                      const state::token_parts& given)
{
    const auto digest = state::sha256_of_secret(given.secret);
    const state::token_record* found = nullptr;
    for (const auto& one : all) {
        const bool same_secret = state::same_digest(one.secret_sha256, digest);
        const bool same_id = state::same_digest(as_bytes(one.id), as_bytes(given.id));
        if (same_secret && same_id) found = &one;
    }
    return found;
}

principal anybody(const std::string& peer_address)
{
    principal who;
    who.rights =
        is_loopback(peer_address) ? state::right_set::all() : state::right_set(state::right::read);
    return who;
}

result<principal> owner_of(const state::token_record& token)
{
    auto prefix = storage::check_path(token.path);
    if (!prefix) return refused();
    return principal{token.name, token.rights, std::move(*prefix), token.id};
}

} // namespace

access::access(state::token_book* book, access_clocks clocks)
    : book_(book),
      clocks_(std::move(clocks))
{
    if (book_)
        look_again(); // later callers do not wait for the first one's look
    else
        list_ = std::make_shared<const std::vector<state::token_record>>();
}

void access::look_again() const
{
    const std::unique_lock one_looks(looking_, std::try_to_lock);
    if (!one_looks) return;
    const auto generation = book_->generation();
    const bool is_first = [&] {
        const std::lock_guard hold(guard_);
        return !list_;
    }();
    if (!generation || (!is_first && *generation == generation_)) return;
    auto all = book_->all();
    if (!all) return; // what was known before stays in force
    const std::lock_guard hold(guard_);
    list_ = std::make_shared<const std::vector<state::token_record>>(std::move(*all));
    generation_ = *generation;
}

access::token_list access::known() const
{
    if (!book_) return list_;
    const auto now = clocks_.steady();
    bool is_due = false;
    {
        const std::lock_guard hold(guard_);
        is_due = !list_ || now >= next_look_;
        if (is_due) next_look_ = now + look_every;
    }
    if (is_due) look_again();
    const std::lock_guard hold(guard_);
    return list_;
}

result<principal> access::judge(const std::string& token_text,
                                const std::string& peer_address) const
{
    const auto all = known();
    if (!all) return refused();
    if (all->empty()) return anybody(peer_address);
    auto given = state::parse_token(token_text);
    const bool is_token = static_cast<bool>(given);
    // What is no token is compared like one.
    const auto parts =
        is_token ? std::move(*given) : state::token_parts{std::string(8, '0'), byte_buffer(32)};
    const auto* found = find_token(*all, parts);
    if (!is_token || !found || found->revoked) return refused();
    if (found->expires_ns != 0 && clocks_.unix_ns() >= found->expires_ns) return refused();
    return owner_of(*found);
}

bool access::is_open() const
{
    const auto all = known();
    return all && all->empty();
}

bool is_loopback(const std::string& peer_address)
{
    return net::is_loopback(net::address_of(peer_address));
}

} // namespace sluice::server
