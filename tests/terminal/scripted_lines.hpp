#pragma once

#include "terminal/line_source.hpp"

#include <deque>
#include <string>
#include <vector>

namespace sluice::test {

/// A line source that plays what a test wrote down, and the end of input after it.
class scripted_lines final : public terminal::line_source {
public:
    using step = result<std::optional<std::string>>;

    explicit scripted_lines(const std::vector<std::string>& lines, bool interactive = false)
        : interactive_(interactive)
    {
        for (const auto& line : lines)
            steps_.emplace_back(std::optional(line));
    }

    /// After the lines, instead of the end.
    void then(step last) { steps_.push_back(std::move(last)); }

    task<step> next(std::string prompt, deadline limit) override
    {
        if (at_next) at_next();
        prompts.push_back(std::move(prompt));
        limits.push_back(limit);
        if (steps_.empty()) co_return std::optional<std::string>();
        auto now = std::move(steps_.front());
        steps_.pop_front();
        co_return now;
    }
    void drop_line() override { ++dropped; }
    void print(std::string_view text) override { printed += text; }
    bool interactive() const override { return interactive_; }
    deadline::clock::time_point last_input() const override { return typed_at; }
    void remember(std::string_view line) override { remembered.emplace_back(line); }
    void complete_with(terminal::completion what) override { offer = std::move(what); }

    std::size_t left() const { return steps_.size(); }

    deadline::clock::time_point typed_at; // long ago
    std::vector<std::string> prompts;
    std::vector<deadline> limits;
    std::vector<std::string> remembered;
    std::string printed;
    int dropped = 0;
    terminal::completion offer;
    std::function<void()> at_next;

private:
    std::deque<step> steps_;
    bool interactive_;
};

} // namespace sluice::test
