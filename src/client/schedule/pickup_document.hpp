#pragma once

#include "client/schedule/schedule_state.hpp"

#include <nlohmann/json.hpp>

namespace sluice::client {

/// What a schedule that picks up knows of an archive from its first byte until the server has its
/// confirmation, durably, so that the next run finishes what one that was killed began. Stages:
/// "receiving": some of the archive is in a hidden part; the rest is asked for, if it still is the
/// same archive. "received": the archive is whole. "proved": so are its members, which are listed.
/// "placed": the files have their names.
class pickup_document {
public:
    /// Loads what an earlier run stored. The state is borrowed.
    pickup_document(schedule_state& state, std::string schedule);

    /// Nothing is under way.
    bool empty() const { return known_.is_null(); }
    bool is_at(std::string_view stage) const { return text("stage") == stage; }

    /// What stands at a key; an empty text, 0, false, an empty list where there is none of this
    /// type.
    std::string text(const char* key) const;
    std::uint64_t number(const char* key) const;
    bool flag(const char* key) const;
    nlohmann::json list(const char* key) const;

    void set(const char* key, nlohmann::json value) { known_[key] = std::move(value); }

    /// Forgets what it has, here alone.
    void begin_anew() { known_ = nullptr; }

    /// Stores it with this stage. Errors: those of schedule_state::store.
    result<void> step_to(const char* stage);

    /// Forgets what it has, durably.
    result<void> forget();

private:
    schedule_state& state_;
    std::string schedule_;
    nlohmann::json known_;
};

} // namespace sluice::client
