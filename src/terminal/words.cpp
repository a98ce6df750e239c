#include "terminal/words.hpp"

namespace sluice::terminal {
namespace {

constexpr std::string_view blanks = " \t";

/// Goes over a line character by character and gathers one word after the other.
class word_reader {
public:
    explicit word_reader(std::string_view line) : line_(line) {}

    /// False at the end of the line.
    bool next()
    {
        at_ = std::min(line_.find_first_not_of(blanks, at_), line_.size());
        word_ = {.begin = at_, .text = {}};
        if (at_ == line_.size()) return false;
        while (at_ < line_.size() && (quote_ != 0 || !is_blank(line_[at_])))
            take(line_[at_++]);
        return true;
    }

    const open_word& word() const { return word_; }
    bool in_quotes() const { return quote_ != 0; }

    /// True if the word that was read last ends the line: it may go on.
    bool touches_end() const { return at_ == line_.size() && word_.begin < line_.size(); }

private:
    static bool is_blank(char c) { return blanks.find(c) != std::string_view::npos; }

    void take(char c)
    {
        if (quote_ != 0 && c == quote_) {
            quote_ = 0;
        } else if (quote_ == 0 && (c == '"' || c == '\'')) {
            quote_ = c;
        } else if (c == '\\' && quote_ != '\'' && at_ < line_.size()) {
            word_.text += line_[at_++];
        } else {
            word_.text += c;
        }
    }

    std::string_view line_;
    std::size_t at_ = 0;
    char quote_ = 0;
    open_word word_;
};

} // namespace

result<std::vector<std::string>> split_words(std::string_view line)
{
    std::vector<std::string> words;
    word_reader reader(line);
    while (reader.next())
        words.push_back(reader.word().text);
    if (reader.in_quotes()) return fail(errc::bad_usage, "line", "a quote has no end");
    return words;
}

open_word last_word(std::string_view line)
{
    open_word last{.begin = line.size(), .text = {}};
    word_reader reader(line);
    while (reader.next())
        if (reader.touches_end()) last = reader.word();
    return last;
}

std::string quote_open_word(std::string_view text)
{
    if (text.find_first_of(" \t\"'\\") == std::string_view::npos) return std::string(text);
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') quoted += '\\';
        quoted += c;
    }
    return quoted;
}

std::string quote_word(std::string_view text)
{
    if (text.empty()) return "\"\"";
    auto quoted = quote_open_word(text);
    if (quoted.size() != text.size()) quoted += '"';
    return quoted;
}

} // namespace sluice::terminal
