#pragma once

#include "base/bytes.hpp"

#include <optional>
#include <string>
#include <vector>

namespace sluice::state {

/// An array of the array store. Its bytes are the file `file` in the folder of arrays.
struct array_record {
    std::uint64_t number = 0; // given by the store, rising, never given again
    std::string name;         // unique
    std::string file;         // 32 hex digits
    std::string dtype;        // numpy's dtype.str
    std::vector<std::uint64_t> shape;
    bool fortran = false;
    std::uint64_t size = 0; // of the file; of a growing one: what it was when it began
    byte_buffer xxh3;       // XXH3-128 of the file; empty while it grows
    std::string owner;      // name of the token; empty: none was needed
    std::vector<std::string> tags;
    std::int64_t created_ns = 0;
    bool growing = false;

    friend bool operator==(const array_record&, const array_record&) = default;
};

/// How an array comes into the store.
struct array_entry {
    array_record made;            // number: of none yet
    bool replace = false;         // take the place, number and tags of one with this name
    std::uint64_t most_bytes = 0; // of all arrays together; 0: no bound
};

/// What became of it.
struct array_entered {
    array_record now;
    std::string replaced; // the file that nobody needs any more; empty: none
};

/// A page of arrays, lowest number first.
struct array_query {
    std::uint64_t after = 0;
    std::size_t most = 100;
    std::optional<std::string> tag = {};
};

/// What may change of an array that is there.
struct array_change {
    std::optional<std::string> name = {};
    std::optional<std::vector<std::string>> tags = {};
};

} // namespace sluice::state
