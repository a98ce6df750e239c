#pragma once

#include "array/extremes.hpp"
#include "array/slice_reader.hpp"
#include "array/text_writer.hpp"
#include "server/arrays/array_wish.hpp"

namespace sluice::server {

/// What is sent of an array: elements of one type in the order of C, one piece after the other.
/// Blocks; one thread at a time.
class element_source {
public:
    /// file stays open. Errors: bad_usage, too_large (decimation).
    static result<std::unique_ptr<element_source>> open(int file, const array::npy_header& header,
                                                        const array_wish& wish);

    const array::dtype& type() const { return type_; }
    const array::shape& axes() const { return axes_; }

    /// Where all lies in one piece of the file, in the form wanted; nothing if it does not.
    const std::optional<array::byte_run>& run() const { return run_; }

    /// Bytes of all elements.
    std::uint64_t bytes() const;

    /// To be called until it says true, before the first of next: reads some of what decimation
    /// must have seen.
    result<bool> gather();

    /// The next elements, at most 4 MiB; empty at the end.
    result<byte_view> next();

    /// The next text of an array that is written as text, at most about 1 MiB; empty at the end.
    result<std::string> next_text();

private:
    element_source(int file, const array::npy_header& header, const array_wish& wish,
                   const array::selection& chosen);

    array::slice_reader reader_;
    array::dtype type_;
    array::shape axes_;
    std::optional<array::byte_run> run_;
    std::optional<array::extremes> extremes_;
    bool told_ = false; // the outcome of decimation
    std::optional<array::text_writer> writer_;
    byte_view left_; // elements that are not written as text yet
    bool ended_ = false;
};

} // namespace sluice::server
