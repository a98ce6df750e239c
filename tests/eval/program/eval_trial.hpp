#pragma once

#include "eval/record/records.hpp"
#include "support/program.hpp"
#include "support/temp_folder.hpp"

#include <nlohmann/json.hpp>

namespace sluice::test {

/// sluice-eval and a folder for what it makes.
class eval_trial {
public:
    /// It runs to its end, within two minutes, with --out FOLDER behind the arguments.
    finished_program run(std::vector<std::string> arguments) const;

    /// The same, running.
    program start(std::vector<std::string> arguments) const;

    /// A program in the folder that can be measured instead: a shell script with this body, in
    /// which "$client" is the real client. Gives its path.
    std::string script(const std::string& name, const std::string& body) const;

    const temp_folder& folder() const { return folder_; }
    std::vector<eval::record> records() const;

    /// The records of one kind.
    template <class Kind>
    std::vector<Kind> all() const
    {
        std::vector<Kind> kept;
        for (const auto& one : records())
            if (const auto* kind = std::get_if<Kind>(&one)) kept.push_back(*kind);
        return kept;
    }

    nlohmann::json json(const std::string& name) const
    {
        return nlohmann::json::parse(folder_.read("times/" + name));
    }

private:
    temp_folder folder_;
};

/// sluice-eval with these arguments only, within two minutes.
finished_program run_eval(std::vector<std::string> arguments);

} // namespace sluice::test
