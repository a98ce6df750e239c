#include "plot/draw.hpp"

#include "plot/gnuplot.hpp"
#include "plot/output_file.hpp"

#include <cstdlib>

namespace sluice::plot {
namespace {

/// A folder for one run of gnuplot, removed with all it holds.
class work_folder {
public:
    static result<work_folder> make()
    {
        std::error_code why;
        const auto above = std::filesystem::temp_directory_path(why);
        auto name = ((why ? "/tmp" : above) / "sluice-plot-XXXXXX").string();
        if (!::mkdtemp(name.data())) return fail_errno("draw", name);
        return work_folder(name);
    }
    work_folder(work_folder&& other) noexcept : path_(std::move(other.path_))
    {
        other.path_.clear();
    }
    work_folder& operator=(work_folder&&) = delete;
    ~work_folder()
    {
        std::error_code ignored;
        if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
    }

    const std::filesystem::path& path() const { return path_; }

private:
    explicit work_folder(std::filesystem::path path) : path_(std::move(path)) {}

    std::filesystem::path path_;
};

} // namespace

result<drawn> draw(const figure& what, const drawing& how)
{
    const auto work = work_folder::make();
    if (!work) return work.error();
    const auto script_name = how.stem + ".gp";
    const auto script = script_of(what, how.stem, how.formats);
    const auto written = write_output(work->path() / script_name, script);
    if (!written) return written.error();
    const gnuplot_call call{
        .program = how.program, .folder = work->path().string(), .script = script_name};
    const auto said = run_gnuplot(call);
    if (!said) return said.error();

    drawn made;
    made.warnings = *said;
    std::vector<std::string> names;
    for (const auto format : how.formats)
        names.push_back(how.stem + "." + std::string(format_name(format)));
    if (how.keeps_script) names.push_back(script_name);
    for (const auto& name : names) {
        const auto content = read_input(work->path() / name);
        if (!content) return content.error();
        if (content->empty()) return fail(errc::io_failed, "draw", name + " is empty");
        const auto moved = write_output(how.folder / name, *content);
        if (!moved) return moved.error();
        made.files.push_back(how.folder / name);
    }
    return made;
}

} // namespace sluice::plot
