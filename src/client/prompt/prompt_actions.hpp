#pragma once

#include "async/task.hpp"
#include "base/exit_code.hpp"
#include "proto/messages.hpp"

#include <string>
#include <vector>

namespace sluice::client {

/// What the prompt lets the client do. The prompt prints questions, the numbered list and mistakes
/// of its user; everything else is printed here, on the prompt's stream or standard error.
class prompt_actions {
public:
    virtual ~prompt_actions() = default;

    /// Everything that the server offers, folders with all below; the prompt numbers the files in
    /// this order. An error is printed by the prompt.
    virtual task<result<std::vector<proto::entry>>> list() = 0;

    /// Downloads files by their exact names (no patterns) and prints one line per file with the
    /// result, like the verb get. parallel: all at once; otherwise one after another, where a
    /// failed file does not keep the next from being tried.
    virtual task<exit_code> get(std::vector<std::string> names, bool parallel) = 0;

    /// Runs a verb of the settings table, its name in the first word or words; the number of words
    /// is right already. Prints its result or error. interrupted or terminated ends the prompt.
    virtual task<exit_code> run(std::vector<std::string> words) = 0;

    /// Names for completion, as far as they are known without asking the server. The prompt adds
    /// those of its last list.
    virtual std::vector<std::string> known_names() const { return {}; }
};

} // namespace sluice::client
