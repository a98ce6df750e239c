#pragma once

#include "fetch/request.hpp"

#include <functional>

namespace sluice::fetch {

/// Cuts a body into lines while it comes: events as NDJSON, one a line.
class line_sink final : public body_sink {
public:
    /// Takes a line without its end, valid during the call; an error ends the request.
    using line_taker = std::function<result<void>(std::string_view line)>;

    /// most_line: bytes of the longest line; a longer one ends the request with too_large.
    explicit line_sink(line_taker take, std::size_t most_line = std::size_t{1} << 20U)
        : take_line_(std::move(take)),
          most_line_(most_line)
    {
    }

    result<void> begin(const answer& head) override;
    result<void> take(byte_view bytes) override;

    /// The last line, if the body ended without an end of line; to be called after the request.
    result<void> finish();

private:
    result<void> give(std::string_view line);

    line_taker take_line_;
    std::size_t most_line_;
    std::string begun_; // of a line that is not complete yet
};

} // namespace sluice::fetch
