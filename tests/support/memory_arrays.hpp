#pragma once

#include "state/store.hpp"

#include <algorithm>
#include <mutex>

namespace sluice::test {

/// The part of a store that keeps arrays, in memory.
template <class Base>
class memory_arrays : public Base {
public:
    result<state::array_entered> enter_array(const state::array_entry& entry) override
    {
        const std::lock_guard hold(arrays_guard_);
        const auto& made = entry.made;
        if (auto* same = row([&](const auto& r) { return r.file == made.file; }))
            return state::array_entered{*same, {}};
        auto* before = row([&](const auto& r) { return r.name == made.name; });
        if (before && (!entry.replace || before->growing))
            return fail(errc::target_exists, "arrays", made.name);
        const auto kept = bytes() - (before ? before->size : 0);
        if (entry.most_bytes > 0 && kept + made.size > entry.most_bytes)
            return fail(errc::over_quota, "arrays");
        state::array_entered entered{made, before ? before->file : ""};
        entered.now.number = before ? before->number : ++last_array_;
        if (before && made.tags.empty()) entered.now.tags = before->tags;
        if (before)
            *before = entered.now;
        else
            arrays_.push_back(entered.now);
        return entered;
    }

    result<std::optional<state::array_record>> find_array(const std::string& name) override
    {
        return found([&](const auto& r) { return r.name == name; });
    }

    result<std::optional<state::array_record>> find_array(std::uint64_t number) override
    {
        return found([&](const auto& r) { return r.number == number; });
    }

    result<std::optional<state::array_record>> find_array_file(const std::string& file) override
    {
        return found([&](const auto& r) { return r.file == file; });
    }

    result<std::vector<state::array_record>> arrays(const state::array_query& wanted) override
    {
        const std::lock_guard hold(arrays_guard_);
        std::vector<state::array_record> all;
        for (const auto& one : arrays_) {
            const bool tagged = !wanted.tag || std::find(one.tags.begin(), one.tags.end(),
                                                         *wanted.tag) != one.tags.end();
            if (one.number > wanted.after && tagged && all.size() < wanted.most) all.push_back(one);
        }
        return all;
    }

    result<state::array_record> change_array(const std::string& name,
                                             const state::array_change& how) override
    {
        const std::lock_guard hold(arrays_guard_);
        auto* one = row([&](const auto& r) { return r.name == name; });
        if (!one) return fail(errc::not_found, "arrays", name);
        if (how.name && *how.name != name &&
            row([&](const auto& r) { return r.name == *how.name; }))
            return fail(errc::target_exists, "arrays", *how.name);
        if (how.name) one->name = *how.name;
        if (how.tags) one->tags = *how.tags;
        return *one;
    }

    result<> end_array(const state::array_record& ended) override
    {
        const std::lock_guard hold(arrays_guard_);
        auto* one = row([&](const auto& r) { return r.file == ended.file && r.growing; });
        if (!one) return fail(errc::not_found, "arrays", ended.name);
        one->shape = ended.shape;
        one->size = ended.size;
        one->xxh3 = ended.xxh3;
        one->growing = false;
        return ok;
    }

    result<std::optional<state::array_record>> remove_array(const std::string& name) override
    {
        const std::lock_guard hold(arrays_guard_);
        const auto at = std::find_if(arrays_.begin(), arrays_.end(),
                                     [&](const auto& r) { return r.name == name; });
        if (at == arrays_.end()) return std::optional<state::array_record>();
        std::optional removed(*at);
        arrays_.erase(at);
        return removed;
    }

    result<std::vector<state::array_record>> growing_arrays() override
    {
        const std::lock_guard hold(arrays_guard_);
        std::vector<state::array_record> all;
        for (const auto& one : arrays_)
            if (one.growing) all.push_back(one);
        return all;
    }

    result<std::uint64_t> count_arrays() override
    {
        const std::lock_guard hold(arrays_guard_);
        return arrays_.size();
    }

    result<std::uint64_t> array_bytes() override
    {
        const std::lock_guard hold(arrays_guard_);
        return bytes();
    }

private:
    template <class Fits>
    state::array_record* row(Fits fits)
    {
        const auto at = std::find_if(arrays_.begin(), arrays_.end(), fits);
        return at == arrays_.end() ? nullptr : &*at;
    }

    template <class Fits>
    result<std::optional<state::array_record>> found(Fits fits)
    {
        const std::lock_guard hold(arrays_guard_);
        const auto* one = row(fits);
        return one ? std::optional(*one) : std::optional<state::array_record>();
    }

    std::uint64_t bytes() const
    {
        std::uint64_t all = 0;
        for (const auto& one : arrays_)
            all += one.size;
        return all;
    }

    std::mutex arrays_guard_;
    std::vector<state::array_record> arrays_; // by number
    std::uint64_t last_array_ = 0;
};

} // namespace sluice::test
