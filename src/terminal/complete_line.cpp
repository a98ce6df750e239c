#include "terminal/complete_line.hpp"

#include "base/escape.hpp"
#include "terminal/words.hpp"

#include <algorithm>

namespace sluice::terminal {
namespace {

/// Names come from peers: what needs escaping cannot be typed, and would be run by the terminal.
bool is_typeable(std::string text)
{
    std::erase(text, '\\'); // escape() doubles it, but it does no harm
    return escape(text) == text;
}

std::vector<std::string> usable(std::vector<std::string> offers, std::string_view word)
{
    std::erase_if(offers, [word](const std::string& offer) {
        return !offer.starts_with(word) || !is_typeable(offer);
    });
    std::sort(offers.begin(), offers.end());
    offers.erase(std::unique(offers.begin(), offers.end()), offers.end());
    return offers;
}

/// Of sorted texts the first and the last differ soonest. Never ends within a character.
std::string_view common_prefix(const std::vector<std::string>& sorted)
{
    const std::string_view first = sorted.front();
    const std::string_view last = sorted.back();
    const auto length = static_cast<std::size_t>(
        std::mismatch(first.begin(), first.end(), last.begin(), last.end()).first - first.begin());
    auto common = first.substr(0, length);
    while (!common.empty() && !is_utf8(common))
        common.remove_suffix(1);
    return common;
}

} // namespace

completed_line complete_line(std::string_view line, const completion& offer)
{
    const auto word = last_word(line);
    completed_line done;
    done.from = word.begin;
    done.text = line.substr(word.begin);
    if (!offer) return done;

    auto offers = usable(offer(line, word.text), word.text);
    if (offers.empty()) return done;
    const auto common = common_prefix(offers);
    if (offers.size() == 1 && !common.ends_with('/'))
        done.text = quote_word(common) + ' ';
    else if (common.size() > word.text.size())
        done.text = quote_open_word(common);
    else
        done.choices = std::move(offers);
    return done;
}

std::vector<std::string> words_with_prefix(std::span<const std::string> words,
                                           std::string_view word)
{
    std::vector<std::string> found;
    for (const auto& one : words)
        if (one.starts_with(word)) found.push_back(one);
    return found;
}

std::vector<std::string> paths_with_prefix(std::span<const std::string> paths,
                                           std::string_view word)
{
    std::vector<std::string> found;
    for (const auto& path : paths) {
        if (!path.starts_with(word)) continue;
        const auto slash = path.find('/', word.size());
        auto part = slash == std::string::npos ? path : path.substr(0, slash + 1);
        if (found.empty() || found.back() != part) found.push_back(std::move(part));
    }
    return found;
}

} // namespace sluice::terminal
