#pragma once

#include "base/bytes.hpp"
#include "stream/schema.hpp"

#include <span>
#include <string>

namespace sluice::stream {

/// The elements of a payload as JSON: nested lists by the shape, one number for an empty shape.
/// NaN and the infinities are the strings "NaN", "Infinity" and "-Infinity", complex numbers
/// [re, im], truth values true and false. Numbers come back bit by bit. payload must have the size
/// of the layout.
std::string json_of(const schema& layout, byte_view payload);

/// Every element as a double, for plots; the real part of complex numbers. Values that are no
/// finite numbers stay so.
std::vector<double> doubles_of(const dtype& element, byte_view payload);

/// Appends a double as JSON has it, in the shortest form that is read back as the same.
void append_json_number(std::string& to, double value);

} // namespace sluice::stream
