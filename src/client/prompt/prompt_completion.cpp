#include "client/prompt/prompt_completion.hpp"

#include "terminal/complete_line.hpp"
#include "terminal/words.hpp"

#include <filesystem>

namespace sluice::client {
namespace {

/// The words before the one under the cursor.
std::vector<std::string> words_before(std::string_view line)
{
    const auto before = line.substr(0, terminal::last_word(line).begin);
    auto words = terminal::split_words(before);
    return words ? std::move(*words) : std::vector<std::string>{};
}

std::vector<std::string> second_word(std::string_view word, std::string_view only)
{
    std::vector<std::string> found;
    if (only.starts_with(word)) found.emplace_back(only);
    return found;
}

} // namespace

std::vector<std::string> complete_command(std::string_view line, std::string_view word,
                                          std::span<const std::string> words,
                                          std::span<const std::string> remote)
{
    const auto before = words_before(line);
    if (before.empty()) return terminal::words_with_prefix(words, word);
    const auto& verb = before.front();
    if (verb == "journal" && before.size() == 1) return second_word(word, "show");
    if (verb == "config" && before.size() == 1) return second_word(word, "explain");
    if (verb == "put" || verb == "verify" || verb == "journal") return complete_local(word);
    if (verb == "get" || verb == "ls" || verb == "stat")
        return terminal::paths_with_prefix(remote, word);
    return {};
}

std::vector<std::string> complete_local(std::string_view word)
{
    namespace fs = std::filesystem;
    const auto slash = word.rfind('/');
    const auto folder = slash == std::string_view::npos ? "" : word.substr(0, slash + 1);
    std::vector<std::string> found;
    std::error_code failed;
    fs::directory_iterator at(folder.empty() ? fs::path(".") : fs::path(folder), failed);
    for (; !failed && at != fs::directory_iterator(); at.increment(failed)) {
        auto name = std::string(folder) + at->path().filename().string();
        if (!name.starts_with(word)) continue;
        const bool is_hidden = at->path().filename().string().starts_with('.');
        if (is_hidden && word.size() == folder.size()) continue;
        std::error_code ignored;
        if (at->is_directory(ignored)) name += '/';
        found.push_back(std::move(name));
    }
    return found;
}

} // namespace sluice::client
