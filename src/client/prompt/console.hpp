#pragma once

#include <string>
#include <string_view>

namespace sluice::client {

/// Standard output for results, standard error for people; keeps a progress bar and text apart.
class console {
public:
    /// quiet: nothing but results and errors.
    explicit console(bool quiet) : quiet_(quiet) {}

    /// A result, on stdout. A line end is added.
    void result(std::string_view line);

    /// A word to the person, on stderr; not when quiet.
    void say(std::string_view line);

    /// An error, on stderr; always.
    void complain(std::string_view line);

    /// Replaces the last line of stderr by this text without ending it; empty takes it away.
    void paint(std::string_view line);

    /// The width of the terminal on stderr, or 80.
    static std::size_t width();

private:
    void put(int descriptor, std::string_view text);

    bool quiet_;
    bool painted_ = false;
};

} // namespace sluice::client
