#pragma once

#include "net/frame_stream.hpp"

#include <functional>

namespace sluice::test {

/// A far end that answers as a test tells it: for givers that lie.
class scripted_giver {
public:
    /// Queues what shall be answered. False: nothing more, and the connection is closed.
    using answer = std::function<bool(net::frame_stream&, const net::incoming&)>;

    explicit scripted_giver(answer how) : answer_(std::move(how)) {}

    task<void> serve(std::unique_ptr<net::byte_stream> stream);

private:
    answer answer_;
};

/// A file that exists only here.
struct told_file {
    std::string path;
    std::string content;
    std::uint8_t version = 1;

    proto::entry entry() const;

    /// The end of a range as it should be.
    proto::range_end end_of(const proto::read_request& wanted) const;

    /// The bytes of a range, cut off at the file's end.
    std::string_view part(const proto::read_request& wanted) const;

    /// Answers as an honest giver; false for what it is not asked in these tests.
    bool answer(net::frame_stream& to, const net::incoming& request) const;
};

} // namespace sluice::test
