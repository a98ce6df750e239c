#pragma once

#include "support/catch.hpp"
#include "support/http_script.hpp"
#include "support/test_client.hpp"

namespace sluice::test {

/// A folder in which sluice-client runs schedules: `in` for what it fetches, `state`, `c.ini`.
class schedule_desk {
public:
    /// A section of the INI file, named "one". lines: "key = value\n"...
    explicit schedule_desk(const std::string& lines)
    {
        folder.write("c.ini", "log = none\nretries = 0\nstate = " + folder.at("state") +
                                  "\n[schedule one]\ninto = " + folder.at("in") + "\n" + lines);
    }

    program_options options(std::vector<std::string> words) const
    {
        program_options how;
        how.folder = folder.path();
        how.arguments = {"-c", folder.at("c.ini"), "schedule"};
        how.arguments.insert(how.arguments.end(), words.begin(), words.end());
        return how;
    }

    finished_program run(std::vector<std::string> words = {"run"}) const
    {
        return program(client_program(), options(std::move(words)))
            .wait(deadline::after(std::chrono::seconds(60)));
    }

    program start(std::vector<std::string> words = {}) const
    {
        return program(client_program(), options(std::move(words)));
    }

    std::string history() const { return run({"history", "--json"}).out; }

    /// The files that a person sees, in order.
    std::vector<std::string> shown() const
    {
        std::vector<std::string> all;
        if (!folder.has("in")) return all;
        for (const auto& found : std::filesystem::directory_iterator(folder.at("in")))
            if (!found.path().filename().string().starts_with('.'))
                all.push_back(found.path().filename().string());
        std::sort(all.begin(), all.end());
        return all;
    }

    /// True if nothing hidden is left beside them.
    bool is_tidy() const
    {
        if (!folder.has("in")) return true;
        const std::filesystem::directory_iterator all(folder.at("in"));
        return std::none_of(begin(all), end(all), [](const auto& found) {
            return found.path().filename().string().starts_with('.');
        });
    }

    std::string in(const std::string& name) const { return folder.read("in/" + name); }

    temp_folder folder;
};

inline std::size_t count_of(const std::string& text, const std::string& word)
{
    std::size_t count = 0;
    for (auto at = text.find(word); at != text.npos; at = text.find(word, at + 1))
        ++count;
    return count;
}

} // namespace sluice::test
