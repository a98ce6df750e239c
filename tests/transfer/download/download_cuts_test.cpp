#include "support/catch.hpp"
#include "transfer/happy_scripts.hpp"

using namespace sluice;
using namespace sluice::test;

namespace {

enum class direction { there, back };

wire_faults& wire_of(connection_plan& plan, direction which)
{
    return which == direction::there ? plan.pipe.there : plan.pipe.back;
}

/// Where something happens.
struct place {
    std::size_t connection;
    direction which;
    std::uint64_t at;
};

/// Every place of a script's control frames, and a sample of its data.
std::vector<place> all_places(const happy_script& script, std::size_t sample)
{
    std::vector<place> all;
    const auto seen = record(script);
    for (std::size_t i = 0; i < seen.connections.size(); ++i) {
        for (const auto at : places(seen.connections[i].there, sample))
            all.push_back({i + 1, direction::there, at});
        for (const auto at : places(seen.connections[i].back, sample))
            all.push_back({i + 1, direction::back, at});
    }
    return all;
}

/// One in `every` of them, at least.
std::vector<place> thinned(std::vector<place> all, std::size_t every)
{
    std::vector<place> some;
    for (std::size_t i = 0; i < all.size(); i += every)
        some.push_back(all[i]);
    return some;
}

void cut_at_each(const happy_script& script, const std::vector<place>& where, unsigned retries)
{
    for (const auto& p : where) {
        script_run run(script);
        connection_plan plan;
        wire_of(plan, p.which).cut_after = p.at;
        run.plan(p.connection, plan);
        run.attempt().how.retries = retries;
        if (retries == 0) run.may_fail();
        INFO(script.title << ", " << retries << " retries, connection " << p.connection
                          << (p.which == direction::there ? " there " : " back ") << p.at);

        const auto wrong = run.verdict();

        REQUIRE(wrong == "");
    }
}

/// A flipped bit may end a download whose greeting it hit; it never gives wrong bytes.
void flip_at_each(const happy_script& script, const std::vector<place>& where, unsigned bit)
{
    for (const auto& p : where) {
        script_run run(script);
        connection_plan plan;
        wire_of(plan, p.which).flip_bit = p.at * 8 + bit;
        plan.greeting_limit = std::chrono::milliseconds(50);
        run.plan(p.connection, plan);
        run.attempt().how.stall_limit = std::chrono::milliseconds(50);
        INFO(script.title << ", bit " << bit << ", connection " << p.connection
                          << (p.which == direction::there ? " there " : " back ") << p.at);

        const auto wrong = run.verdict();

        const bool gave_up = wrong.starts_with("failed: ");
        REQUIRE((wrong == "" || gave_up));
    }
}

} // namespace

TEST_CASE("a small file survives a cut at each byte", "[transfer][cuts]")
{
    const auto script = one_small_file();
    const auto where = all_places(script, 500);
    CHECK(where.size() > 700);
    cut_at_each(script, where, 3);
    cut_at_each(script, where, 0);
}

TEST_CASE("a small file in many segments survives a cut", "[transfer][cuts]")
{
    auto script = one_small_file();
    script.most_read = 30;
    cut_at_each(script, thinned(all_places(script, 50), 3), 3);
}

TEST_CASE("a large file survives a cut in each control frame", "[transfer][cuts]")
{
    const auto script = one_large_file(GENERATE(1U, 3U));
    const auto where = all_places(script, 6);
    CHECK(where.size() > 500);
    cut_at_each(script, thinned(where, 5), 3);
    cut_at_each(script, thinned(where, 7), 0);
}

TEST_CASE("a folder survives a cut", "[transfer][cuts]")
{
    const auto script = one_folder();
    const auto where = all_places(script, 1);
    cut_at_each(script, thinned(where, 31), 3);
    cut_at_each(script, thinned(where, 37), 0);
}

TEST_CASE("a resumed file survives a cut", "[transfer][cuts]")
{
    const auto script = one_resumed_file();
    const auto where = all_places(script, 4);
    cut_at_each(script, thinned(where, 5), 3);
    cut_at_each(script, thinned(where, 11), 0);
}

TEST_CASE("no flipped bit of a small file's frames gives wrong bytes", "[transfer][flips]")
{
    const auto script = one_small_file();
    const auto where = all_places(script, 20);
    for (unsigned bit = 0; bit < 8; ++bit)
        flip_at_each(script, where, bit);
}

TEST_CASE("no flipped bit of a large file gives wrong bytes", "[transfer][flips]")
{
    const auto script = one_large_file(GENERATE(1U, 3U));
    flip_at_each(script, thinned(all_places(script, 20), 11), 3);
}
