#include "storage/safe_path.hpp"

#include "base/escape.hpp"

#include <algorithm>

namespace sluice::storage {
namespace {

constexpr std::size_t max_path = 4096;
constexpr std::size_t max_component = 255;

bool is_control(char c)
{
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f;
}

result<void> check_component(std::string_view part, std::string_view whole)
{
    if (part == "..") return fail(errc::outside_root, "name", std::string(whole));
    if (part.empty() || part == "." || part.size() > max_component ||
        std::any_of(part.begin(), part.end(), is_control))
        return fail(errc::bad_name, "name", std::string(whole.substr(0, 300)));
    return ok;
}

} // namespace

std::string_view safe_path::name() const
{
    const auto slash = text_.rfind('/');
    return slash == std::string::npos ? std::string_view(text_)
                                      : std::string_view(text_).substr(slash + 1);
}

safe_path safe_path::folder() const
{
    const auto slash = text_.rfind('/');
    return slash == std::string::npos ? safe_path() : safe_path(text_.substr(0, slash));
}

result<safe_path> check_path(std::string_view claimed)
{
    if (claimed.starts_with('/'))
        return fail(errc::outside_root, "name", std::string(claimed.substr(0, 300)));
    if (claimed.size() > max_path)
        return fail(errc::bad_name, "name", std::string(claimed.substr(0, 300)));
    if (claimed.ends_with('/')) claimed.remove_suffix(1);
    auto left = claimed;
    while (!left.empty()) {
        const auto slash = left.find('/');
        const auto good = check_component(left.substr(0, slash), claimed);
        if (!good) return good.error();
        if (slash == std::string_view::npos) break;
        left.remove_prefix(slash + 1);
        if (left.empty()) return fail(errc::bad_name, "name", std::string(claimed));
    }
    return safe_path(std::string(claimed));
}

} // namespace sluice::storage
