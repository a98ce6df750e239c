#include "server/jobs/job_targets.hpp"

#include "base/glob.hpp"
#include "storage/part_name.hpp"
#include "storage/safe_path.hpp"

#include <algorithm>

namespace sluice::server {
namespace {

constexpr std::size_t longest_name = 255;

std::vector<std::string> components_of(std::string_view path)
{
    std::vector<std::string> all;
    while (!path.empty()) {
        const auto slash = path.find('/');
        all.emplace_back(path.substr(0, slash));
        path = slash == path.npos ? std::string_view() : path.substr(slash + 1);
    }
    return all;
}

std::string numbered_folder(const std::string& name, unsigned number)
{
    auto made = name + "(" + std::to_string(number) + ")";
    return made.size() <= longest_name ? made : storage::numbered_name(name, number);
}

} // namespace

target_candidates::target_candidates(std::vector<std::string> components, bool is_file)
    : components_(std::move(components)),
      numbers_(components_.size()),
      is_file_(is_file)
{
}

result<target_candidates> target_candidates::of(const std::string& agent, const resolved_path& from)
{
    auto path = from.path;
    if (!from.is_file && is_glob(path)) path = split_glob(path).folder;
    const auto checked = storage::check_path(path);
    if (!checked) return checked.error();
    if (from.is_file && checked->is_root()) return fail(errc::bad_name, "job", "no name");
    auto components = components_of(checked->is_root() ? "all" : checked->text());
    for (const auto& one : components)
        if (storage::is_part_name(one)) return fail(errc::bad_name, "job", one);
    components.insert(components.begin(), agent);
    return target_candidates(std::move(components), from.is_file);
}

std::string target_candidates::current() const
{
    std::string text;
    for (std::size_t i = 0; i < components_.size(); ++i) {
        const auto& name = components_[i];
        const bool file = is_file_ && i + 1 == components_.size();
        if (i > 0) text += '/';
        if (numbers_[i] == 0)
            text += name;
        else
            text += file ? storage::numbered_name(name, numbers_[i])
                         : numbered_folder(name, numbers_[i]);
    }
    return text;
}

void target_candidates::avoid(const std::string& taken)
{
    const auto depth = static_cast<std::size_t>(std::count(taken.begin(), taken.end(), '/'));
    const auto at = std::min(depth, components_.size() - 1);
    ++numbers_[at];
    std::fill(numbers_.begin() + static_cast<std::ptrdiff_t>(at) + 1, numbers_.end(), 0U);
}

bool is_agent_id(std::string_view text)
{
    if (text.empty() || text.size() > 64 || text.front() == '.') return false;
    return std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
               c == '.' || c == '_' || c == '-';
    });
}

} // namespace sluice::server
