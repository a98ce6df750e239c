#pragma once

#include "base/exit_code.hpp"
#include "base/settings_table.hpp"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace sluice::client {

/// Decides what the lines of a user mean: the numbers and questions of docs/prompt.md and the verbs
/// of the settings table. Gives what is to be carried out, in order; knows no stream and no server.
class menu {
public:
    /// One line for the user. fault is what the line counts as when nobody watches.
    struct remark {
        std::string text;
        exit_code fault = exit_code::done;
    };
    struct show_menu {};
    struct show_help {};
    struct show_list {};    // the numbered files of the server
    struct choose_files {}; // the same, then offer()
    struct download {
        std::vector<std::string> names; // exact, as offered
        bool parallel = false;
    };
    struct run_verb {
        std::vector<std::string> words;
    };
    struct leave {};
    using action = std::variant<remark, show_menu, show_help, show_list, choose_files, download,
                                run_verb, leave>;
    using actions = std::vector<action>;

    /// What the next line answers.
    enum class question { command, file, more, parallel };

    explicit menu(const settings_table& verbs);

    question pending() const { return pending_; }

    /// What to show before the line is typed; has static storage.
    std::string_view question_text() const;

    /// The menu and the list of all words, several lines each.
    static std::string text();
    std::string help() const;

    /// The verbs and the menu's own words, for completion.
    std::vector<std::string> words() const;

    actions take(std::string_view line);

    /// After choose_files: the names in the order of their numbers. Without names the menu goes on.
    actions offer(std::vector<std::string> names);

    /// There are no more lines. What was chosen from a pipe is downloaded, as if the questions left
    /// open were answered by no; a person who leaves in the middle wants nothing.
    actions end(bool interactive);

private:
    actions command(std::string_view line);
    actions choose(std::string_view line);
    actions answer_more(std::string_view line);
    actions answer_parallel(std::string_view line);
    actions finish(bool parallel);
    actions none_more();
    bool is_command(std::string_view line) const;

    settings_table words_;
    question pending_ = question::command;
    std::vector<std::string> offered_;
    std::vector<std::string> chosen_;
};

} // namespace sluice::client
