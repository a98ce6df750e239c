#pragma once

#include "transfer/upload/arrival_rules.hpp"

#include <atomic>
#include <mutex>
#include <vector>

namespace sluice::server {

/// Rules by size, by the ending of the name and by the content.
class type_rules final : public transfer::arrival_rules {
public:
    struct lists {
        std::uint64_t most_bytes = 0;
        std::vector<std::string> extensions = {}; // without the dot; empty: all
        std::vector<std::string> types = {};      // media types; empty: all
    };
    explicit type_rules(lists allowed) : allowed_(std::move(allowed)) {}

    /// What is allowed from now on. From any thread.
    void set(lists allowed);

    result<> admit(const std::string& path, std::uint64_t size) override;
    result<> inspect(const std::string& path, int file) override;

private:
    lists now() const;

    mutable std::mutex mutex_;
    lists allowed_;
};

} // namespace sluice::server
