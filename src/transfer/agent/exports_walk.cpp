#include "transfer/agent/exports_walk.hpp"

#include "base/glob.hpp"

#include <algorithm>

namespace sluice::transfer {
namespace {

/// The fixed fields of an entry, encoded.
constexpr std::size_t fixed_bytes = 40;

/// A page that has room for less never holds an entry.
constexpr std::size_t smallest_page = 8U << 10U;

std::size_t encoded_size(const storage::catalog_page& page)
{
    std::size_t bytes = 0;
    for (const auto& one : page.entries)
        bytes += one.path.size() + fixed_bytes;
    return bytes;
}

} // namespace

exports::prefixed::prefixed(std::string name, std::unique_ptr<storage::listing_walk> inner)
    : prefix_(std::move(name) + "/"),
      inner_(std::move(inner))
{
}

result<void> exports::prefixed::seek(std::string_view after)
{
    if (!inner_) return fail(errc::not_found, "list");
    if (!after.starts_with(prefix_)) return fail(errc::bad_usage, "list", "bad position");
    return inner_->seek(after.substr(prefix_.size()));
}

result<storage::catalog_page> exports::prefixed::next_page(std::size_t most, std::size_t max_bytes)
{
    if (!inner_) return fail(errc::not_found, "list");
    // Every entry becomes longer by the name: the shortest ones by the largest share.
    const auto inside = max_bytes * (fixed_bytes + 1) / (fixed_bytes + 1 + prefix_.size());
    auto page = inner_->next_page(most, std::max(inside, smallest_page));
    if (!page) return page.error();
    for (auto& one : page->entries)
        one.path.insert(0, prefix_);
    const auto too_long = [](const proto::entry& one) { return one.path.size() > proto::max_path; };
    const auto left_out = std::erase_if(page->entries, too_long);
    page->skipped += static_cast<std::uint32_t>(left_out);
    if (!page->next.empty()) page->next.insert(0, prefix_);
    if (page->next.size() > proto::max_path) return fail(errc::bad_name, "list", "too deep");
    return page;
}

exports::all::all(const exports& of, storage::catalog_query query)
    : of_(of),
      query_(std::move(query)),
      next_(of.folders_.begin())
{
}

void exports::all::enter(const std::string& name)
{
    storage::catalog_query below;
    below.folder = *storage::check_path(name);
    below.recursive = true;
    below_ = of_.walk(std::move(below));
}

bool exports::all::matches(const std::string& path) const
{
    return query_.pattern.empty() || glob_match(query_.pattern, path);
}

result<void> exports::all::seek(std::string_view after)
{
    const std::string name(after.substr(0, after.find('/')));
    next_ = of_.folders_.upper_bound(name);
    last_ = after;
    if (!of_.folders_.contains(name) || !query_.recursive) return ok;
    enter(name);
    if (name == after) return ok;
    // A folder that has gone is passed over.
    const auto below = below_->seek(after);
    if (!below) below_.reset();
    return ok;
}

void exports::all::add_name(const std::string& name, storage::catalog_page& page)
{
    last_ = name;
    const auto found = of_.stat(*storage::check_path(name));
    if (!found) {
        ++page.skipped;
        return;
    }
    if (matches(name)) page.entries.push_back(storage::entry_of(name, *found));
    if (query_.recursive) enter(name);
}

/// False: the page is full.
bool exports::all::add_below(storage::catalog_page& page, std::size_t most, std::size_t max_bytes)
{
    auto more = below_->next_page(most - page.entries.size(), max_bytes);
    // What cannot be listed is passed over.
    if (!more) {
        below_.reset();
        ++page.skipped;
        return true;
    }
    // Where the next page goes on, should this one be full when the folder ends.
    if (!more->entries.empty()) last_ = more->entries.back().path;
    for (auto& one : more->entries)
        if (matches(one.path)) page.entries.push_back(std::move(one));
    page.skipped += more->skipped;
    if (more->next.empty()) {
        below_.reset();
        return true;
    }
    last_ = more->next;
    return false;
}

result<storage::catalog_page> exports::all::next_page(std::size_t most, std::size_t max_bytes)
{
    storage::catalog_page page;
    while (below_ || next_ != of_.folders_.end()) {
        const auto bytes = encoded_size(page);
        const bool full =
            page.entries.size() >= most || (bytes > 0 && bytes + smallest_page > max_bytes);
        if (full) {
            page.next = last_;
            break;
        }
        if (!below_) {
            add_name((next_++)->first, page);
        } else if (!add_below(page, most, max_bytes - bytes)) {
            page.next = last_;
            break;
        }
    }
    return page;
}

} // namespace sluice::transfer
