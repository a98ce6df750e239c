#pragma once

#include "storage/target_folder.hpp"
#include "transfer/upload/arrival_rules.hpp"
#include "transfer/upload/upload_order.hpp"

namespace sluice::transfer {

/// Where uploads become arrays (upload_place::array). Safe from any thread; every call blocks.
class array_shelf : public arrival_rules {
public:
    /// Of the arrays' files; each has the name that its upload has as an id.
    virtual storage::shared_folder folder() = 0;

    /// Whether the name may be taken and there is room. Errors: target_exists, over_quota,
    /// bad_name.
    virtual result<> expect(const state::upload_record& record, storage::on_exists policy) = 0;

    /// The upload's file stands in the folder: it becomes an array; gives its name. Once more for
    /// the same upload it is the same. Errors: those of expect, io_failed.
    virtual result<std::string> enter(const upload_view& seen) = 0;
};

} // namespace sluice::transfer
