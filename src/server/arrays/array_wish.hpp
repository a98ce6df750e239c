#pragma once

#include "array/selection.hpp"
#include "http/request.hpp"

namespace sluice::server {

/// The forms in which elements are sent.
enum class array_form { npy, raw, json, csv };

/// What a request wants of an array.
struct array_wish {
    array_form form = array_form::npy;
    std::optional<std::vector<array::axis_slice>> slices = {};
    std::uint64_t every = 1;
    std::uint64_t buckets = 0; // of the smallest and largest values; 0: the elements themselves

    bool whole() const { return !slices && every == 1 && buckets == 0; }
};

/// Out of the query (slice, every, decimate, format) and Accept; what a client does not name is the
/// file. Errors: bad_usage. Pure.
result<array_wish> wish_of(const http::request& asked);

/// The elements that are wanted. Errors: bad_usage.
result<array::selection> selection_of(const array_wish& wish, const array::npy_header& of);

/// "application/x-npy" and the like.
std::string_view media_type_of(array_form form);

/// The ending of a file of this form: ".npy".
std::string_view ending_of(array_form form);

} // namespace sluice::server
