#pragma once

#include "client/report/progress_text.hpp"
#include "client/verbs/commands.hpp"

namespace sluice::client {

/// How files move: words for what is printed and logged.
struct view_words {
    std::string_view moved = "received";
    std::string_view logged = "downloaded";
};

/// Shows a download, or a put, to whoever watches: a bar or lines on stderr, a line per file and a
/// summary, or JSON; writes the log.
class download_view final : public transfer::download_observer {
public:
    explicit download_view(command_context& context, view_words words = {});

    void file_done(const transfer::file_report& report) override;
    void retrying(const error& why, std::chrono::milliseconds wait) override;

    /// Keeps progress on the screen until cancelled.
    task<void> watch(const transfer::download_progress& of);

    /// The last words. resume: the command that goes on, shown when something is left.
    void finish(const transfer::download_summary& summary,
                const transfer::download_progress& progress, exit_code code,
                const std::string& resume);

private:
    enum class style { bar, plain, json, none };

    void tell(const transfer::file_report& report);
    void log(const transfer::file_report& report);
    void event(json body);
    json summary_json(const transfer::download_summary& summary, exit_code code,
                      const std::string& resume) const;
    std::string summary_text(const transfer::download_summary& summary) const;

    command_context& context_;
    style style_;
    view_words words_;
    std::uint64_t told_ = 0;
    std::uint64_t sequence_ = 0;
    json files_ = json::array();
    std::uint64_t files_left_out_ = 0;
};

} // namespace sluice::client
