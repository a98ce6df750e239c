#pragma once

#include "base/error.hpp"

#include <optional>
#include <utility>
#include <variant>

namespace sluice {

/// A T or an error. Default-constructed it holds errc::cancelled, because Asio needs a value to
/// hand over when a coroutine ended by exception.
template <class T = void>
class [[nodiscard]] result {
public:
    result() : state_(std::in_place_index<0>, make_error_code(errc::cancelled)) {}
    result(T value) : state_(std::in_place_index<1>, std::move(value)) {}
    result(sluice::error e) : state_(std::in_place_index<0>, std::move(e)) {}

    explicit operator bool() const noexcept { return state_.index() == 1; }
    T& operator*() & { return *std::get_if<1>(&state_); }
    const T& operator*() const& { return *std::get_if<1>(&state_); }
    T&& operator*() && { return std::move(*std::get_if<1>(&state_)); }
    T* operator->() { return std::get_if<1>(&state_); }
    const T* operator->() const { return std::get_if<1>(&state_); }

    const sluice::error& error() const { return std::get<0>(state_); }

private:
    std::variant<sluice::error, T> state_;
};

/// What a result<void> is made from when nothing failed.
struct ok_t {};
inline constexpr ok_t ok;

template <>
class [[nodiscard]] result<void> {
public:
    result() : error_(make_error_code(errc::cancelled)) {}
    result(ok_t) {}
    result(sluice::error e) : error_(std::move(e)) {}

    explicit operator bool() const noexcept { return !error_; }
    const sluice::error& error() const { return *error_; }

private:
    std::optional<sluice::error> error_;
};

} // namespace sluice
