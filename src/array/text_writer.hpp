#pragma once

#include "array/element_text.hpp"
#include "array/shape.hpp"

namespace sluice::array {

/// Writes the elements of an array as text while they come: JSON as nested lists (a single value
/// without any), CSV as one line for each row of the last axis, one value a line for up to one
/// axis. Pure.
class text_writer {
public:
    text_writer(dtype type, shape axes, text_style style);

    /// The next elements, in the order of C and little-endian; whole ones.
    void add(std::string& to, byte_view elements);

    /// Ends the text, once all elements were added.
    void finish(std::string& to);

private:
    void open(std::string& to);
    void close(std::string& to);

    element_text element_;
    std::uint64_t element_bytes_;
    text_style style_;
    shape axes_;              // of lists: down to the last axis, or the first that is empty
    std::uint64_t lists_ = 0; // empty ones, where the array has no elements
    std::uint64_t done_ = 0;
    std::uint64_t count_ = 0;
    std::vector<std::uint64_t> at_;
};

/// About how many bytes the JSON of an array has, lists and all; sticks to the end of its range.
/// Pure.
std::uint64_t json_estimate(const dtype& type, const shape& axes);

} // namespace sluice::array
