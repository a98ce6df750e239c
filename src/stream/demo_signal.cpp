#include "stream/demo_signal.hpp"

#include "stream/message.hpp"

#include <bit>
#include <cmath>
#include <numbers>

namespace sluice::stream {
namespace {

constexpr double step = 0.1;

} // namespace

schema demo_schema()
{
    schema made;
    made.shape = {demo_points};
    return made;
}

double demo_start(std::uint64_t sequence)
{
    return step * static_cast<double>(sequence);
}

std::array<double, demo_points> demo_x(std::uint64_t sequence)
{
    constexpr double apart = 2 * std::numbers::pi / static_cast<double>(demo_points - 1);
    std::array<double, demo_points> made;
    for (std::size_t i = 0; i < made.size(); ++i)
        made[i] = demo_start(sequence) + apart * static_cast<double>(i);
    return made;
}

byte_buffer demo_signal::payload(std::uint64_t sequence)
{
    byte_buffer made(demo_points * sizeof(double));
    auto* at = made.data();
    for (const double x : demo_x(sequence)) {
        store_le64(at, std::bit_cast<std::uint64_t>(std::sin(x) + noise_(random_)));
        at += sizeof(double);
    }
    return made;
}

} // namespace sluice::stream
