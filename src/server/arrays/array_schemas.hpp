#pragma once

#include <nlohmann/json.hpp>

namespace sluice::server {

/// The schemas Array, ArrayPage, ArrayChange, ArrayData and ArrayRefusal, and those of the
/// predecessor's routes: SimpleArray, SimpleArrayList, SimpleArrayData, SimpleError. Pure.
nlohmann::json array_schemas();

} // namespace sluice::server
