#pragma once

#include "base/result.hpp"
#include "server/security/principal.hpp"
#include "state/store.hpp"

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>

namespace sluice::server {

/// The clocks that access looks at.
struct access_clocks {
    std::function<std::chrono::steady_clock::time_point()> steady = std::chrono::steady_clock::now;
    std::function<std::int64_t()> unix_ns = [] {
        const auto now = std::chrono::system_clock::now().time_since_epoch();
        return std::chrono::duration_cast<std::chrono::nanoseconds>(now).count();
    };
};

/// Decides by the token book who somebody is. Safe from any thread. A change of the book by any
/// program counts after 250 ms at most. Looking at the book is a read of the database file, short
/// enough for a loop; nobody waits for another thread that does it.
class access {
public:
    /// book must outlive this; null: there are no tokens and never will be.
    explicit access(state::token_book* book, access_clocks clocks = {});

    /// Who gave this token over a connection from peer_address ("ADDRESS:PORT").
    /// While the book is empty, no token is asked for: whoever comes from this machine may do
    /// everything, everybody else may read. With tokens (revoked ones count too) an empty text is
    /// no token. Errors: unauthenticated, with one text for every reason and in a time that does
    /// not tell the reason.
    result<principal> judge(const std::string& token_text, const std::string& peer_address) const;

    /// True while no token is asked for.
    bool is_open() const;

private:
    using token_list = std::shared_ptr<const std::vector<state::token_record>>;

    token_list known() const;
    void look_again() const;

    state::token_book* book_;
    access_clocks clocks_;
    mutable std::mutex looking_; // held while the book is read
    mutable std::mutex guard_;   // of list_ and next_look_
    mutable token_list list_;    // null: the book could not be read yet, nobody gets in
    mutable std::chrono::steady_clock::time_point next_look_{};
    mutable std::uint64_t generation_ = 0; // under looking_
};

/// True for "127.0.0.0/8:PORT", "[::1]:PORT" and the mapped form of the first. Pure.
bool is_loopback(const std::string& peer_address);

} // namespace sluice::server
