#include "proto/status.hpp"
#include "support/catch.hpp"
#include "transfer/engine.hpp"
#include "transfer/scripted_giver.hpp"

#include <set>

using namespace sluice;
using namespace sluice::test;

namespace {

constexpr std::size_t one_chunk = 1U << 20U;

/// A giver that tells of entries as it likes and gives 10 bytes of each file.
struct hostile {
    hostile()
    {
        attempt.target = target.path();
        attempt.far_end = [this](std::unique_ptr<net::byte_stream> stream) {
            return giver.serve(std::move(stream));
        };
    }

    static proto::entry file(std::string path)
    {
        auto made = told_file{std::move(path), "0123456789"}.entry();
        return made;
    }

    bool answer(net::frame_stream& to, const net::incoming& request)
    {
        const auto id = request.request_id;
        if (std::holds_alternative<proto::stat_request>(request.message)) {
            proto::file_info info;
            info.entry = found;
            to.queue(info, id);
        } else if (std::holds_alternative<proto::list_request>(request.message)) {
            to.queue(listing, id);
        } else if (const auto* read = std::get_if<proto::read_request>(&request.message)) {
            return told_file{read->path, "0123456789"}.answer(to, request);
        }
        return true;
    }

    download_outcome run() { return run_download(nothing, attempt); }

    giving_side nothing{{}};
    temp_folder target{memory_folder()};
    proto::entry found;
    proto::listing listing;
    download_attempt attempt;
    scripted_giver giver{[this](net::frame_stream& to, const net::incoming& request) {
        return answer(to, request);
    }};
};

} // namespace

TEST_CASE("names that lead out of the target are refused one by one", "[transfer][hostile]")
{
    hostile t;
    t.found.kind = proto::entry_kind::folder;
    for (const auto* name : {"../up", "/etc/passwd", "a/../../up", "a//b", "nul\0here",
                             "line\nfeed", "", "/", ".", "..", "folder/", "good"})
        t.listing.entries.push_back(hostile::file(name));
    t.attempt.names = {{"", ""}};

    const auto outcome = t.run();

    const auto names = t.target.names();
    CHECK(std::count(names.begin(), names.end(), "good") == 1);
    for (const auto& name : names)
        CHECK((name == "good" || name == "nul" || name == "folder"));
    CHECK_FALSE(t.target.has("../up"));
    CHECK(outcome.summary.files_failed >= 8);
}

TEST_CASE("a file of a hostile name is refused", "[transfer][hostile]")
{
    hostile t;
    t.found = hostile::file(GENERATE("..", "../up", "folder/", "folder/..", "", "/"));
    t.attempt.names = {{"wanted", ""}};

    const auto outcome = t.run();

    CHECK_FALSE(outcome.good());
    CHECK(t.target.names().empty());
}

TEST_CASE("a declared size takes no memory", "[transfer][hostile]")
{
    hostile t;
    t.found = hostile::file("huge");
    const auto [size, chunk_size] =
        GENERATE(table<std::uint64_t, std::uint32_t>({{std::uint64_t{1} << 46U, 1U << 20U},
                                                      {~std::uint64_t{0}, ~std::uint32_t{0}},
                                                      {~std::uint64_t{0}, 64U << 20U},
                                                      {std::uint64_t{1} << 30U, 1U},
                                                      {100, 0}}));
    t.found.size = size;
    t.found.chunk_size = chunk_size;
    t.attempt.names = {{"huge", ""}};

    const auto outcome = t.run();

    const auto why = outcome.why();
    CHECK((why == errc::malformed_message || why == errc::too_large));
    CHECK(t.target.names().empty());
}

TEST_CASE("a name too long for the protocol is a plain error", "[transfer][hostile]")
{
    hostile t;
    t.attempt.names = {{std::string(5000, GENERATE('x', '*')), ""}};
    CHECK(t.run().why() == errc::bad_name);
}

TEST_CASE("files that change may wait for each other", "[transfer][hostile]")
{
    // More of them than may be open at once, and each refused at its first read.
    giving_side from{{}};
    const temp_folder target(memory_folder());
    std::map<std::string, told_file> files;
    for (std::size_t i = 0; i < 7; ++i) {
        const auto name = "f" + std::to_string(i);
        files[name] = {name, content_of(one_chunk + 10, i)};
    }
    std::set<std::string> refused;
    scripted_giver giver([&](net::frame_stream& to, const net::incoming& request) {
        const auto* read = std::get_if<proto::read_request>(&request.message);
        if (read && refused.insert(read->path).second) {
            to.queue(proto::reply_of(fail(errc::source_changed)), request.request_id);
            return true;
        }
        const auto* stat = std::get_if<proto::stat_request>(&request.message);
        return files[stat ? stat->path : read->path].answer(to, request);
    });
    download_attempt attempt;
    attempt.target = target.path();
    for (const auto& [name, file] : files)
        attempt.names.push_back({name, ""});
    attempt.far_end = [&](std::unique_ptr<net::byte_stream> stream) {
        return giver.serve(std::move(stream));
    };

    const auto outcome = run_download(from, attempt);

    CHECK(outcome.good());
    CHECK(outcome.summary.files_done == 7);
}
