#include "plot/plot_settings.hpp"

namespace sluice::plot {
namespace {

std::vector<setting> input_rows()
{
    constexpr std::string_view group = "Input";
    return {
        {.key = "logs",
         .flag = 'l',
         .rule = accept_name("FOLDER"),
         .initial = "logs",
         .help = "The folder of logs; those of clients are in its clients/.",
         .group = group},
        {.key = "records",
         .rule = accept_name("FILE"),
         .initial = "times/raw.ndjson",
         .help = "The measurement records of a run; read instead of logs when they are there.",
         .group = group},
        {.key = "base",
         .rule = accept_text("FILE"),
         .help = "The measurement records of another run to compare with.",
         .group = group},
    };
}

std::vector<setting> output_rows()
{
    constexpr std::string_view group = "Output";
    return {
        {.key = "times",
         .flag = 't',
         .rule = accept_name("FILE"),
         .initial = "times/raw.json",
         .help = "Where the time of every download goes.",
         .group = group},
        {.key = "averages",
         .flag = 'a',
         .rule = accept_name("FILE"),
         .initial = "times/averages.json",
         .help = "Where the means of these times go.",
         .group = group},
        {.key = "graph",
         .flag = 'g',
         .rule = accept_name("FILE|FOLDER"),
         .initial = "plot/figures",
         .help = "Where figures go; a file ends in .svg or .png.",
         .group = group},
        {.key = "name",
         .flag = 'n',
         .rule = accept_text("NAME"),
         .help = "The name of the graph, over it and in its file's name.",
         .group = group},
    };
}

std::vector<setting> figure_rows()
{
    constexpr std::string_view group = "Figures";
    return {
        {.key = "format",
         .rule = accept_name("LIST"),
         .initial = "svg,png",
         .help = "The formats to draw: svg, png or both with a comma.",
         .group = group},
        {.key = "only",
         .rule = accept_text("LIST"),
         .help = "Draw these only: runtime, throughput-clients, throughput-size, cdf, percentiles, "
                 "timeline, ratio.",
         .group = group},
        {.key = "configuration",
         .rule = accept_text("LABEL"),
         .help = "The configuration of the timeline, such as '4 Clients,2kB Files'; else the one "
                 "with most files.",
         .group = group},
        {.key = "scripts",
         .rule = accept_switch(),
         .initial = "no",
         .help = "Keep the scripts of gnuplot beside the figures.",
         .group = group},
    };
}

settings_table make_table()
{
    settings_table table;
    table.program = "plot";
    table.summary = "Draws figures of evaluation runs from their logs or measurement records.";
    table.no_verb = "Draw.";
    for (const auto& rows : {input_rows(), output_rows(), figure_rows(), common_settings()})
        table.rows.insert(table.rows.end(), rows.begin(), rows.end());
    table.verbs = {
        {"config explain", "", "Print every setting with its value and its origin.", 0, 0}};
    return table;
}

} // namespace

const settings_table& plot_settings_table()
{
    static const settings_table table = make_table();
    return table;
}

} // namespace sluice::plot
