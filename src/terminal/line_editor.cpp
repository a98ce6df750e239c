#include "terminal/line_editor.hpp"

#include "terminal/decode_key.hpp"
#include "terminal/format_table.hpp"
#include "terminal/readable_watch.hpp"
#include "terminal/text_width.hpp"

#include <fcntl.h>
#include <histedit.h>
#include <sys/ioctl.h>

#include <algorithm>
#include <cerrno>
#include <clocale>
#include <cstdlib>
#include <cwchar>
#include <new>

namespace sluice::terminal {
namespace {

constexpr std::string_view end_key = "\x04"; // what libedit makes of Ctrl-D on an empty line
constexpr std::size_t most_choices = 200;

/// libedit turns bytes into characters by the locale; in "C" it refuses all but ASCII.
void want_utf8()
{
    if (MB_CUR_MAX == 1) std::setlocale(LC_CTYPE, "");
    if (MB_CUR_MAX == 1) std::setlocale(LC_CTYPE, "C.UTF-8");
}

std::FILE* open_copy(int fd, const char* mode)
{
    const int copy = ::fcntl(fd, F_DUPFD_CLOEXEC, 3);
    auto* file = copy < 0 ? nullptr : ::fdopen(copy, mode);
    if (!file) throw std::system_error(errno, std::generic_category(), "terminal");
    return file;
}

} // namespace

line_editor::line_editor(int input, int output, std::size_t history_lines)
    : mode_(input),
      input_(open_copy(input, "r")),
      output_(open_copy(output, "w"))
{
    want_utf8();
    editline_ = ::el_init("sluice", input_.get(), output_.get(), output_.get());
    history_ = ::history_init();
    if (!editline_ || !history_) throw std::bad_alloc();
    HistEvent ignored{};
    ::history(history_, &ignored, H_SETSIZE, static_cast<int>(history_lines));
    ::history(history_, &ignored, H_SETUNIQUE, 1);
    ::el_set(editline_, EL_CLIENTDATA, this);
    ::el_set(editline_, EL_PROMPT, &line_editor::show_prompt);
    ::el_set(editline_, EL_GETCFN, &line_editor::read_key);
    ::el_set(editline_, EL_HIST, &::history, history_);
    bind_keys();
}

void line_editor::bind_keys()
{
    ::el_set(editline_, EL_EDITOR, "emacs");
    ::el_set(editline_, EL_SIGNAL, 0); // signals belong to the program
    // The narrow el_set() leaks copies of the two names.
    ::el_wset(editline_, EL_ADDFN, L"sluice-complete", L"Complete the word",
              &line_editor::complete);
    ::el_set(editline_, EL_BIND, "^I", "sluice-complete", nullptr);
    // These read more keys inside libedit, which would hold up the loop.
    ::el_set(editline_, EL_BIND, "^V", "ed-unassigned", nullptr);
    ::el_set(editline_, EL_BIND, "\\ex", "ed-unassigned", nullptr);
}

line_editor::~line_editor()
{
    if (editing_ && in_foreground(::fileno(input_.get()))) leave();
    // el_end() sets the terminal's mode once more and drops what was typed ahead: hand it nothing.
    const unique_fd nothing(::open("/dev/null", O_RDWR | O_CLOEXEC));
    if (nothing) ::dup3(nothing.get(), ::fileno(input_.get()), O_CLOEXEC);
    ::el_end(editline_);
    ::history_end(history_);
}

void line_editor::begin(std::string prompt)
{
    prompt_ = std::move(prompt);
    editing_ = true;
    ::el_set(editline_, EL_UNBUFFERED, 1); // raw mode, prompt
}

void line_editor::stop_editing()
{
    editing_ = false;
    ::el_set(editline_, EL_UNBUFFERED, 0); // the mode before
}

void line_editor::leave()
{
    if (!editing_) return;
    stop_editing();
    std::fputc('\n', output_.get());
    std::fflush(output_.get());
}

line_editor::state line_editor::read_keys()
{
    while (!hung_up_ && is_readable(::fileno(input_.get()), std::chrono::milliseconds(0))) {
        starved_ = false;
        int count = 0;
        const char* text = ::el_gets(editline_, &count);
        const auto length = text ? static_cast<std::size_t>(std::max(count, 0)) : 0;
        if (const auto done = judge({text ? text : "", length})) return *done;
    }
    if (!hung_up_) return state::editing;
    leave();
    return state::end;
}

std::optional<line_editor::state> line_editor::judge(std::string_view line)
{
    if (starved_ && line.ends_with(end_key)) {
        ::el_deletestr(editline_, 1);
    } else if (line.ends_with('\n') || line.ends_with('\r')) {
        line_ = line.substr(0, line.size() - 1);
        stop_editing();
        return state::line;
    } else if (line == end_key) {
        leave();
        return state::end;
    }
    return std::nullopt;
}

std::string line_editor::take_line()
{
    return std::move(line_);
}

void line_editor::print(std::string_view text)
{
    if (editing_) clear();
    std::fwrite(text.data(), 1, text.size(), output_.get());
    if (editing_ && !text.empty() && !text.ends_with('\n')) std::fputc('\n', output_.get());
    std::fflush(output_.get());
    if (editing_) ::el_set(editline_, EL_REFRESH);
}

void line_editor::redraw()
{
    if (!editing_) return;
    clear();
    ::el_resize(editline_);
    // A shell that stopped us has set its own mode, and libedit sets only what it does not think
    // set.
    ::el_set(editline_, EL_PREP_TERM, 0);
    ::el_set(editline_, EL_PREP_TERM, 1);
    ::el_set(editline_, EL_REFRESH);
}

/// Moves to where the prompt begins and clears from there: libedit has no call for it.
void line_editor::clear()
{
    std::fputc('\r', output_.get());
    if (const auto rows = rows_above(); rows > 0) std::fprintf(output_.get(), "\x1b[%zuA", rows);
    std::fputs("\x1b[J", output_.get());
    std::fflush(output_.get());
}

std::size_t line_editor::columns() const
{
    winsize size{};
    const bool known = ::ioctl(::fileno(output_.get()), TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    return known ? size.ws_col : 80;
}

/// Rows of the terminal between the prompt's begin and the cursor.
std::size_t line_editor::rows_above() const
{
    const auto* line = ::el_line(editline_);
    const auto typed =
        std::string_view(line->buffer, static_cast<std::size_t>(line->cursor - line->buffer));
    return (cells_of(prompt_) + cells_of(typed)) / columns();
}

void line_editor::add_history(const std::string& line)
{
    HistEvent ignored{};
    ::history(history_, &ignored, H_ENTER, line.c_str());
}

line_editor& line_editor::of(EditLine* editline)
{
    void* self = nullptr;
    ::el_get(editline, EL_CLIENTDATA, &self);
    return *static_cast<line_editor*>(self);
}

char* line_editor::show_prompt(EditLine* editline)
{
    return of(editline).prompt_.data();
}

int line_editor::read_key(EditLine* editline, wchar_t* key)
{
    return of(editline).next_key(key);
}

unsigned char line_editor::complete(EditLine* editline, std::wint_t)
{
    return of(editline).complete_here();
}

int line_editor::next_key(wchar_t* key)
{
    const auto code = decode_key([this] { return next_byte(); });
    if (!code) return 0;
    *key = static_cast<wchar_t>(*code);
    return 1;
}

std::optional<unsigned char> line_editor::next_byte()
{
    // The bytes of one key come together; over a slow line, soon after each other.
    constexpr auto patience = std::chrono::milliseconds(50);
    const int fd = ::fileno(input_.get());
    if (!is_readable(fd, patience)) {
        starved_ = true;
        return std::nullopt;
    }
    unsigned char byte = 0;
    const auto count = ::read(fd, &byte, 1);
    if (count == 1) return byte;
    if (count == 0 || errno != EINTR) hung_up_ = true;
    return std::nullopt;
}

unsigned char line_editor::complete_here()
{
    const auto* now = ::el_line(editline_);
    const std::string before(now->buffer, now->cursor);
    const auto done = complete_line(before, offer_);
    if (!done.choices.empty()) {
        const auto shown = std::min(done.choices.size(), most_choices);
        auto text = format_grid(std::span(done.choices).first(shown), columns() - 1);
        if (shown < done.choices.size())
            text += "... " + std::to_string(done.choices.size() - shown) + " more\n";
        print(text);
        return CC_NORM;
    }
    const auto replaced = std::string_view(before).substr(done.from);
    if (done.text == replaced) return CC_ERROR; // libedit rings the bell
    ::el_deletestr(editline_, static_cast<int>(characters_of(replaced)));
    ::el_insertstr(editline_, done.text.c_str());
    return CC_REFRESH;
}

} // namespace sluice::terminal
