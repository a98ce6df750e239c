#pragma once

#include "base/unique_fd.hpp"
#include "terminal/complete_line.hpp"
#include "terminal/terminal_mode.hpp"

#include <cstdio>
#include <cwchar>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

// libedit's own interface, not its imitation of readline: that one keeps everything in globals.
typedef struct editline EditLine;
typedef struct history History;

namespace sluice::terminal {

/// A line that is typed and edited on a terminal, key by key: call read_keys() whenever the input
/// can be read. Knows no loop. The terminal gets its mode back between lines and at the end.
class line_editor {
public:
    /// Descriptors of one terminal, borrowed.
    line_editor(int input, int output, std::size_t history_lines);
    line_editor(const line_editor&) = delete;
    line_editor& operator=(const line_editor&) = delete;
    ~line_editor();

    /// Shows the prompt and an empty line. Only when no line is being edited.
    void begin(std::string prompt);
    bool editing() const { return editing_; }

    enum class state { editing, line, end };

    /// Takes the keys that were typed. `line`: take_line() has one; `end`: Ctrl-D on an empty line,
    /// or the terminal has gone. Both end the editing. Never waits longer than a key's bytes take.
    state read_keys();
    std::string take_line();

    /// Gives the line up and leaves the cursor below it.
    void leave();

    /// Clears the line that is edited, prints, and shows the line again.
    void print(std::string_view text);

    /// The terminal has another size, or the program was stopped and goes on.
    void redraw();

    void add_history(const std::string& line);
    void complete_with(completion offer) { offer_ = std::move(offer); }

private:
    struct close_file {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };
    using file = std::unique_ptr<std::FILE, close_file>;

    static line_editor& of(EditLine* editline);
    static char* show_prompt(EditLine* editline);
    static int read_key(EditLine* editline, wchar_t* key);
    static unsigned char complete(EditLine* editline, std::wint_t key);

    void bind_keys();
    int next_key(wchar_t* key);
    std::optional<unsigned char> next_byte();
    unsigned char complete_here();
    std::optional<state> judge(std::string_view line);
    void stop_editing();
    void clear();
    std::size_t columns() const;
    std::size_t rows_above() const;

    terminal_mode mode_;
    file input_;
    file output_;
    EditLine* editline_;
    History* history_;
    std::string prompt_;
    std::string line_;
    completion offer_;
    bool editing_ = false;
    bool hung_up_ = false;
    bool starved_ = false; // a key began and its other bytes did not come
};

} // namespace sluice::terminal
