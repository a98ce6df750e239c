#include "transfer/happy_scripts.hpp"

namespace sluice::test {
namespace {

constexpr std::size_t chunk = 1U << 20U;

giving_side& small_side()
{
    static giving_side side({{"small.txt", content_of(500)}});
    return side;
}

giving_side& large_side()
{
    static giving_side side({{"large.bin", content_of(4 * chunk + 123)}});
    return side;
}

giving_side& folder_side()
{
    static giving_side side([] {
        file_tree files;
        for (std::size_t i = 0; i < 40; ++i) {
            const auto* below = i % 3 == 0 ? "tree/" : i % 3 == 1 ? "tree/a/" : "tree/a/b/";
            files[below + std::to_string(i) + ".bin"] = content_of(i * 37, i);
        }
        return files;
    }());
    return side;
}

/// A target folder with a part of large.bin that an attempt left which was cut in the middle.
std::string half_done()
{
    static const temp_folder folder(memory_folder());
    static const bool made = [] {
        connection_plan cut;
        cut.pipe.back.cut_after = 2 * chunk + chunk / 2;
        download_attempt attempt;
        attempt.target = folder.path();
        attempt.names = {{"large.bin", ""}};
        attempt.how.retries = 0;
        attempt.prepare = [&](scripted_connector& connector) { connector.plan_all(cut); };
        return !run_download(large_side(), attempt).good();
    }();
    if (!made) throw std::logic_error("the attempt was not cut");
    return folder.path();
}

} // namespace

happy_script one_small_file()
{
    happy_script made;
    made.title = "small";
    made.from = &small_side();
    made.names = {{"small.txt", ""}};
    return made;
}

happy_script one_large_file(unsigned workers)
{
    happy_script made;
    made.title = "large";
    made.from = &large_side();
    made.names = {{"large.bin", ""}};
    made.workers = workers;
    return made;
}

happy_script one_folder()
{
    happy_script made;
    made.title = "folder";
    made.from = &folder_side();
    made.names = {{"tree", ""}};
    made.workers = 2;
    return made;
}

happy_script one_resumed_file()
{
    auto made = one_large_file(1);
    made.title = "resumed";
    made.begun = half_done();
    return made;
}

} // namespace sluice::test
