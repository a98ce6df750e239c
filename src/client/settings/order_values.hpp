#pragma once

#include "client/schedule/pull_order.hpp"

#include <map>

namespace sluice::client {

/// The values of one schedule: those of its section, else those of the program's settings, which
/// must outlive it.
class order_values {
public:
    /// place: where its section begins; empty for what stands outside of sections.
    order_values(std::string name, std::string place, const settings& loaded)
        : name_(std::move(name)),
          place_(std::move(place)),
          loaded_(loaded)
    {
    }

    /// An entry of its section. Errors: bad_configuration, with file and line.
    result<void> take(const section_entry& entry);

    /// Did its section say this?
    bool has_own(std::string_view key) const { return own_.contains(std::string(key)); }

    /// A text that sections do not inherit.
    std::string own_text(std::string_view key) const;

    template <class Value>
    Value get(std::string_view key) const
    {
        const auto found = own_.find(std::string(key));
        return std::get<Value>(found != own_.end() ? found->second.value
                                                   : loaded_.state(key).value);
    }

    /// An error about a key: it names the place, or the schedule.
    error wrong(std::string_view key, std::string_view why) const;

    bool is_default() const { return place_.empty(); }
    const std::string& name() const { return name_; }
    const settings& loaded() const { return loaded_; }

private:
    struct own_value {
        setting_value value;
        std::string place;
    };

    std::string name_;
    std::string place_;
    const settings& loaded_;
    std::map<std::string, own_value> own_;
};

} // namespace sluice::client
