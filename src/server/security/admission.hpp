#pragma once

#include <cstddef>
#include <map>
#include <mutex>
#include <string>

namespace sluice::server {

class admission;

/// A connection's place among those that are counted; gives it back when it goes.
class admission_place {
public:
    admission_place() = default;
    admission_place(admission_place&& other) noexcept;
    admission_place& operator=(admission_place&& other) noexcept;
    ~admission_place() { leave(); }

    /// From now on it does not count among those before login. A second call does nothing.
    void logged_in();

private:
    friend class admission;
    admission_place(admission& of, std::string address) : of_(&of), address_(std::move(address)) {}

    void leave();

    admission* of_ = nullptr; // null: nothing to give back
    std::string address_;
    bool before_login_ = true;
};

/// Counts connections: of each address, and those that have not logged in. Pure counting;
/// thread-safe. Outlives its places.
class admission {
public:
    /// 0: no limit.
    struct limits {
        std::size_t of_address = 0;
        std::size_t before_login = 0;
    };

    enum class verdict { admitted, address_full, login_full };

    struct answer {
        verdict what = verdict::admitted;
        admission_place place; // counts only where admitted
    };

    /// Takes a place if there is one: a limit of 3 admits three at once.
    answer enter(const std::string& address, const limits& most);

    /// Whether one more that was turned away may be told so: telling takes a moment, and those who
    /// wait for it are bounded too. True must be followed by told().
    bool may_tell();
    void told();

    std::size_t total() const;
    std::size_t before_login() const;
    std::size_t of(const std::string& address) const;

    /// How many may be told at once.
    static constexpr std::size_t most_told = 64;

private:
    friend class admission_place;
    void leave(const std::string& address, bool before_login);
    void login();

    mutable std::mutex mutex_;
    std::map<std::string, std::size_t> by_address_; // none of them 0
    std::size_t total_ = 0;
    std::size_t before_login_ = 0;
    std::size_t being_told_ = 0;
};

} // namespace sluice::server
