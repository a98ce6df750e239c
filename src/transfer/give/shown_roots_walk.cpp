#include "transfer/give/shown_roots_walk.hpp"

namespace sluice::transfer {
namespace {

/// The bytes that an entry takes in a listing: its path and the fixed fields.
std::size_t encoded_size(const proto::entry& one)
{
    return one.path.size() + 40;
}

constexpr std::size_t largest_entry = proto::max_path + 40;

} // namespace

shown_roots::side_by_side::side_by_side(const shown_roots& of, storage::catalog_query query)
    : of_(of),
      query_(std::move(query)),
      next_(of.above_.begin())
{
}

void shown_roots::side_by_side::enter(const std::string& name)
{
    storage::catalog_query below;
    below.folder = *storage::check_path(name);
    below.recursive = true;
    below_ = of_.walk(std::move(below));
}

result<void> shown_roots::side_by_side::seek(std::string_view after)
{
    const std::string name(after.substr(0, after.find('/')));
    next_ = of_.above_.upper_bound(name);
    last_ = after;
    const bool shown = of_.above_.contains(name);
    if (!shown || !query_.recursive) return ok;
    enter(name);
    if (name == after) return ok;
    // A folder that has gone is passed over.
    const auto below = below_->seek(after);
    if (!below) below_.reset();
    return ok;
}

void shown_roots::side_by_side::add_name(const std::string& name, storage::catalog_page& page)
{
    last_ = name;
    const auto found = of_.stat(*storage::check_path(name));
    if (!found) {
        ++page.skipped;
        return;
    }
    page.entries.push_back(storage::entry_of(name, *found));
    bytes_ += encoded_size(page.entries.back());
    if (S_ISDIR(found->st_mode) && query_.recursive) enter(name);
}

/// False: the page is full.
result<bool> shown_roots::side_by_side::add_below(storage::catalog_page& page, std::size_t most,
                                                  std::size_t max_bytes)
{
    auto more = below_->next_page(most - page.entries.size(), max_bytes - bytes_);
    // What is no folder any more is passed over.
    if (!more) {
        below_.reset();
        ++page.skipped;
        return true;
    }
    for (auto& one : more->entries) {
        bytes_ += encoded_size(one);
        last_ = one.path;
        page.entries.push_back(std::move(one));
    }
    page.skipped += more->skipped;
    if (more->next.empty()) {
        below_.reset();
        return true;
    }
    last_ = more->next;
    return false;
}

result<storage::catalog_page> shown_roots::side_by_side::next_page(std::size_t most,
                                                                   std::size_t max_bytes)
{
    if (!query_.pattern.empty()) return fail(errc::unsupported, "list", "pattern over all names");
    storage::catalog_page page;
    bytes_ = 0;
    while (below_ || next_ != of_.above_.end()) {
        const bool full = page.entries.size() >= most || bytes_ + largest_entry > max_bytes;
        if (full) {
            page.next = last_;
            break;
        }
        if (!below_) {
            add_name((next_++)->first, page);
            continue;
        }
        const auto goes_on = add_below(page, most, max_bytes);
        if (!goes_on) return goes_on.error();
        if (!*goes_on) {
            page.next = last_;
            break;
        }
    }
    return page;
}

} // namespace sluice::transfer
