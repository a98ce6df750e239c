#include "array/slice_reader.hpp"
#include "base/unique_fd.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"

#include <fcntl.h>

#include <algorithm>
#include <random>

using namespace sluice;
using namespace sluice::array;

namespace {

/// A file of elements that are all different, as far as their size allows.
struct sample {
    sample(const std::string& dtype, shape axes, bool fortran)
    {
        header.type = *parse_dtype(dtype);
        header.axes = std::move(axes);
        header.fortran = fortran;
        bytes = npy_header_text(header);
        header.data_offset = bytes.size();
        for (std::uint64_t i = 0; i < header.data_bytes(); ++i)
            bytes += static_cast<char>((i * 2654435761U) >> 13U);
        const auto path = folder.path() + "/a.npy";
        file.reset(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
        REQUIRE(::pwrite(file.get(), bytes.data(), bytes.size(), 0) ==
                static_cast<ssize_t>(bytes.size()));
    }

    /// What a slice must give, element by element.
    std::string expected(const selection& chosen) const
    {
        std::string all;
        const auto strides = strides_of(header);
        std::vector<std::uint64_t> at(chosen.size(), 0);
        std::uint64_t count = 1;
        for (const auto& pick : chosen)
            count *= pick.count;
        for (std::uint64_t i = 0; i < count; ++i) {
            auto offset = static_cast<std::int64_t>(header.data_offset);
            for (std::size_t axis = 0; axis < at.size(); ++axis)
                offset += (static_cast<std::int64_t>(chosen[axis].first) +
                           static_cast<std::int64_t>(at[axis]) * chosen[axis].step) *
                          static_cast<std::int64_t>(strides[axis]);
            all.append(bytes, static_cast<std::size_t>(offset), header.type.size);
            for (auto axis = at.size(); axis-- > 0;) {
                if (++at[axis] < chosen[axis].count) break;
                at[axis] = 0;
            }
        }
        return all;
    }

    test::temp_folder folder{test::memory_folder()};
    npy_header header;
    std::string bytes;
    unique_fd file;
};

std::string read_all(slice_reader& from)
{
    std::string all;
    while (true) {
        const auto some = from.next();
        REQUIRE(some);
        if (some->empty()) return all;
        all += as_text(*some);
    }
}

axis_slice any_slice(std::mt19937_64& random, std::uint64_t length)
{
    const auto number = [&] {
        return static_cast<std::int64_t>(random() % (2 * length + 5)) -
               static_cast<std::int64_t>(length) - 2;
    };
    axis_slice made;
    if (random() % 3 != 0) made.start = number();
    if (random() % 3 != 0) made.stop = number();
    made.step = static_cast<std::int64_t>(random() % 4) + 1;
    if (random() % 3 == 0) made.step = -made.step;
    if (random() % 5 == 0 && length > 0) {
        made.index = true;
        made.start = static_cast<std::int64_t>(random() % length);
    }
    return made;
}

} // namespace

TEST_CASE("any slice of any array is read as if element by element", "[array][slice][property]")
{
    const auto seed = std::random_device{}();
    INFO("seed " << seed);
    std::mt19937_64 random(seed);
    const std::vector<std::string> types{"|u1", "<i2", "<f4", "<f8", "<c16", "|S5"};
    for (int trial = 0; trial < 400; ++trial) {
        shape axes;
        for (auto left = random() % 5; left > 0; --left)
            axes.push_back(random() % (trial % 10 == 0 ? 60 : 9));
        const sample made(types[random() % types.size()], axes, random() % 2 == 0);
        std::vector<axis_slice> wanted;
        for (const auto length : axes)
            wanted.push_back(any_slice(random, length));
        const auto chosen = choose(wanted, axes);
        REQUIRE(chosen);

        slice_reader reader(made.file.get(), made.header, *chosen, byte_order::as_stored);
        const auto all = read_all(reader);

        INFO("trial " << trial << " of " << to_text(axes));
        REQUIRE(all.size() == reader.bytes());
        REQUIRE(all == made.expected(*chosen));
    }
}

TEST_CASE("blocks of large arrays join without a gap", "[array][slice]")
{
    const bool fortran = GENERATE(false, true);
    const sample made("<f8", {100, 1100, 5}, fortran);
    const auto* text = GENERATE(":", "::-1,5:900:7", "7:90,::3,::2");
    const auto chosen = choose(*parse_slice(text), made.header.axes);
    REQUIRE(chosen);

    slice_reader reader(made.file.get(), made.header, *chosen, byte_order::as_stored);

    INFO(text);
    CHECK(read_all(reader) == made.expected(*chosen));
}

TEST_CASE("big-endian elements come out little-endian where that is wanted", "[array][slice]")
{
    for (const auto* dtype : {">i2", ">f4", ">f8", ">c16", ">U3", ">M8[ns]"}) {
        const sample made(dtype, {7}, false);
        slice_reader reader(made.file.get(), made.header, whole({7}), byte_order::little);
        auto all = read_all(reader);
        const auto word = made.header.type.word();
        for (std::size_t at = 0; at < all.size(); at += word)
            std::reverse(all.begin() + static_cast<std::ptrdiff_t>(at),
                         all.begin() + static_cast<std::ptrdiff_t>(at + word));
        INFO(dtype);
        CHECK(all == made.bytes.substr(made.header.data_offset));
    }
}

TEST_CASE("a file that is shorter than its header says is an error, not zeros", "[array][slice]")
{
    const sample made("<f8", {100'000}, false);
    REQUIRE(::ftruncate(made.file.get(), 4096) == 0);
    slice_reader reader(made.file.get(), made.header, whole({100'000}), byte_order::as_stored);

    const auto some = reader.next();

    REQUIRE_FALSE(some);
    CHECK(some.error() == errc::source_changed);
}
