#pragma once

#include "base/unique_fd.hpp"
#include "terminal/line_source.hpp"
#include "terminal/line_splitter.hpp"
#include "terminal/readable_watch.hpp"

namespace sluice::terminal {

/// Lines of a pipe, a file, a socket or a terminal without editing. No echo. The descriptor's flags
/// are left as they are, because others share them.
class plain_line_source final : public line_source {
public:
    /// Reads a duplicate of `input`; a closed one is the end of input. Prompts are written to the
    /// descriptor `prompts`; -1: to nobody. Both are borrowed, prompts for as long as this lives.
    plain_line_source(asio::any_io_executor executor, int input, int prompts = -1);

    task<result<std::optional<std::string>>> next(std::string prompt, deadline limit) override;
    void drop_line() override;
    void print(std::string_view text) override;
    bool interactive() const override { return prompts_ >= 0; }
    deadline::clock::time_point last_input() const override { return last_input_; }
    void remember(std::string_view) override {}
    void complete_with(completion) override {}

private:
    result<> read_some();
    void show(const std::string& prompt);
    bool ended_by(int error_number) const;

    unique_fd input_;
    int prompts_;
    readable_watch watch_;
    line_splitter lines_{max_line};
    bool ended_;
    bool prompted_ = false; // the prompt of the line that is awaited was shown
    bool told_end_ = false;
    deadline::clock::time_point last_input_ = deadline::clock::now();
};

} // namespace sluice::terminal
