#pragma once

#include "base/result.hpp"
#include "state/array_records.hpp"

namespace sluice::state {

/// The part of the store that keeps what arrays there are. As `store` says.
class array_store {
public:
    virtual ~array_store() = default;

    /// Gives it a number, unless it takes another's place. Again for a file that is entered
    /// already: nothing changes. Errors: target_exists (the name is taken, and replace is not set;
    /// or by an array that grows), over_quota.
    virtual result<array_entered> enter_array(const array_entry& entry) = 0;

    virtual result<std::optional<array_record>> find_array(const std::string& name) = 0;
    virtual result<std::optional<array_record>> find_array(std::uint64_t number) = 0;

    /// By the file that holds it.
    virtual result<std::optional<array_record>> find_array_file(const std::string& file) = 0;

    virtual result<std::vector<array_record>> arrays(const array_query& wanted) = 0;

    /// Gives what it is then. Errors: not_found, target_exists (the new name).
    virtual result<array_record> change_array(const std::string& name, const array_change& how) = 0;

    /// An array that grew does not grow any more: shape, size and digest of `ended`, found by its
    /// file. Errors: not_found (no such file, or it does not grow).
    virtual result<> end_array(const array_record& ended) = 0;

    /// Takes the row away, and gives it back; nothing where there was none.
    virtual result<std::optional<array_record>> remove_array(const std::string& name) = 0;

    /// Those that grow, lowest number first.
    virtual result<std::vector<array_record>> growing_arrays() = 0;

    /// How many there are.
    virtual result<std::uint64_t> count_arrays() = 0;

    /// Sizes of all together.
    virtual result<std::uint64_t> array_bytes() = 0;
};

} // namespace sluice::state
