#pragma once

#include "server/arrays/growing_array.hpp"
#include "server/streams/topic_recorder.hpp"
#include "stream/schema.hpp"

namespace sluice::server {

/// Takes a topic down as an array that grows, a row for each message, and can be read meanwhile.
class array_recorder final : public topic_recorder {
public:
    /// A new array. Errors: as array_desk::begin_growing.
    static result<std::unique_ptr<topic_recorder>>
    begin(array_desk& desk, std::string name, const stream::schema& layout, std::string owner);

    explicit array_recorder(std::shared_ptr<growing_array> into) : into_(std::move(into)) {}

    result<> add(std::span<const stream::shared_message> messages) override;
    result<> end() override;
    std::uint64_t taken() const override { return into_->rows(); }
    const std::string& target() const override { return into_->record().name; }

private:
    std::shared_ptr<growing_array> into_;
};

} // namespace sluice::server
