#pragma once

#include "async/task.hpp"
#include "base/bytes.hpp"
#include "base/deadline.hpp"
#include "stream/schema.hpp"

#include <memory>
#include <string>

namespace sluice::client {

/// Where the bytes that are published come from.
class publish_source {
public:
    virtual ~publish_source() = default;

    /// The next bytes, at least one, waiting for them; 0 at the end. Errors: those of the source.
    virtual task<result<std::size_t>> read(std::span<std::byte> into) = 0;

    /// True if each read is a whole number of messages or worth nothing.
    virtual bool keeps_bounds() const { return false; }
};

/// "-" standard input, "udp:ADDRESS:PORT" datagrams, "demo" the demo signal, anything else a file;
/// follows: it may grow, and is begun again when it has become shorter. Errors: not_found,
/// bad_usage, address_in_use, those of the system.
result<std::unique_ptr<publish_source>> open_source(asio::any_io_executor loop,
                                                    const std::string& name, bool follows);

} // namespace sluice::client
