#pragma once

#include "base/result.hpp"
#include "stream/message.hpp"

#include <span>
#include <string>

namespace sluice::server {

/// Takes down what is published to a topic, on pool threads, in order. Made by who knows where to.
class topic_recorder {
public:
    virtual ~topic_recorder() = default;

    /// Errors end the recording; what was taken down stays, without a hole.
    virtual result<> add(std::span<const stream::shared_message> messages) = 0;

    /// Nothing more comes.
    virtual result<> end() = 0;

    /// Messages that it has.
    virtual std::uint64_t taken() const = 0;

    /// The name of what it makes.
    virtual const std::string& target() const = 0;
};

} // namespace sluice::server
