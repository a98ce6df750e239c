#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace sluice::terminal {

/// Cuts a stream of bytes into lines; LF and CRLF end one, and so does the end of the stream.
class line_splitter {
public:
    explicit line_splitter(std::size_t longest) : longest_(longest) {}

    /// More bytes. Take all lines before feeding again: that bounds the memory.
    void feed(std::string_view bytes);

    /// No more bytes will come: what is left is a line.
    void finish() { finished_ = true; }

    /// The next line without its end; too_large for a longer one, whose rest is left out; nothing
    /// if more bytes are needed or, after finish(), if there is no more.
    std::optional<result<std::string>> take();

private:
    std::optional<result<std::string>> take_rest();
    std::optional<result<std::string>> judge(std::string_view line);

    std::size_t longest_;
    std::string buffer_;
    std::size_t begin_ = 0;   // of the next line in buffer_
    std::size_t scanned_ = 0; // no LF before this
    bool skipping_ = false;   // within a line that was too long
    bool finished_ = false;
};

} // namespace sluice::terminal
