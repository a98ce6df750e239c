#include "plot/figure.hpp"

namespace sluice::plot {

std::string add_data(figure& to, std::vector<std::vector<double>> rows)
{
    auto name = "$data" + std::to_string(to.data.size() + 1);
    to.data.push_back({name, std::move(rows)});
    return name;
}

unsigned style_of(std::size_t line)
{
    return static_cast<unsigned>(line % all_styles) + 1;
}

} // namespace sluice::plot
