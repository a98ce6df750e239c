#pragma once

#include "base/setting_value.hpp"
#include "base/settings_table.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace sluice {

/// Lowest first, in the order of the default precedence.
enum class setting_source {
    built_in,
    system_file,
    user_file,
    environment,
    arguments,
    named_file, // -c
    set_option, // --set
};

/// "built-in", "system-file" ... as JSON shows it.
std::string_view source_name(setting_source source);

/// Who gave a value, and where exactly.
struct setting_origin {
    setting_source source = setting_source::built_in;
    std::string place; // "/etc/sluice/client.ini:3", "SLUICE_PORT", "--port"; empty for built-in

    /// As notes name it: the file and line, the variable, "the arguments", "--set", "built-in".
    std::string text() const;
};

/// A value in force.
struct setting_state {
    std::string written; // as it was written; a secret too, so do not print it
    setting_value value;
    setting_origin origin;
};

/// What the user asked the program for before anything else.
enum class asked_for { work, help, version, man };

/// The settings of one program after all sources were merged. Every key of the table has a value;
/// asking for a key that is not in it, or by the wrong kind, throws (a bug).
class settings {
public:
    explicit settings(const settings_table& table);

    const settings_table& table() const { return *table_; }
    asked_for asked() const { return asked_; }

    const std::string& text(std::string_view key) const;
    std::int64_t integer(std::string_view key) const;
    std::uint64_t size(std::string_view key) const;
    std::chrono::milliseconds duration(std::string_view key) const;
    bool boolean(std::string_view key) const;

    const setting_state& state(std::string_view key) const;

    /// True unless the value is the built-in one.
    bool is_given(std::string_view key) const;

    /// One line each, escaped, starting with "note: ", to be printed on stderr.
    const std::vector<std::string>& notes() const { return notes_; }

    /// The positional words; with a verb they begin with it.
    const std::vector<std::string>& words() const { return words_; }

    /// The table's verb that the words name; null without words.
    const verb* chosen_verb() const { return verb_; }

    /// The words behind the verb.
    std::vector<std::string> verb_arguments() const;

    // For load_settings and tests.
    void put(std::string_view key, setting_state state);
    void ask(asked_for what) { asked_ = what; }
    void add_note(std::string note) { notes_.push_back(std::move(note)); }
    void take_words(std::vector<std::string> words, const verb* chosen);

private:
    const settings_table* table_;
    std::map<std::string, setting_state, std::less<>> states_;
    std::vector<std::string> notes_;
    std::vector<std::string> words_;
    const verb* verb_ = nullptr;
    asked_for asked_ = asked_for::work;
};

/// The keys whose values differ, in the order of the table. Both must be of the same table.
std::vector<std::string_view> changed_keys(const settings& before, const settings& after);

} // namespace sluice
