// docs/protocol.md holds what the code says, word for word, so that it cannot grow old.
#include "base/crc32c.hpp"
#include "proto/codec.hpp"
#include "proto/frame_parser.hpp"
#include "proto/status.hpp"
#include "storage/chunking.hpp"
#include "support/catch.hpp"
#include "support/example_session.hpp"
#include "support/settings_files.hpp"

using namespace sluice;
using namespace sluice::proto;
using namespace sluice::test;

namespace {

const std::string& reference()
{
    static const auto text = shipped_text("docs/protocol.md");
    return text;
}

/// The part of the reference behind a heading, up to the next one.
std::string section(const std::string& heading)
{
    const auto at = reference().find("\n" + heading + "\n");
    if (at == std::string::npos) return {};
    const auto end = reference().find("\n#", at + heading.size() + 1);
    return reference().substr(at, end == std::string::npos ? end : end - at + 1);
}

void check_holds(const std::string& where, const std::string& wanted)
{
    INFO("docs/protocol.md, '" << where << "', must hold:\n" << wanted);
    const bool holds = section(where).find("\n" + wanted) != std::string::npos;
    CHECK(holds);
}

} // namespace

TEST_CASE("the reference has the byte table of every frame", "[proto][reference]")
{
    for (unsigned number = 1; number <= last_frame_type; ++number) {
        const auto type = static_cast<frame_type>(number);
        const auto heading = fmt::format("### {} ({})", name_of(type), number);
        INFO(heading);
        CHECK_FALSE(section(heading).empty());
        check_holds(heading, byte_table(type));
    }
    check_holds("### Entries", entry_byte_table());
}

TEST_CASE("the reference has the status table", "[proto][reference]")
{
    check_holds("## Errors", status_table());
}

TEST_CASE("the reference has the limits in force", "[proto][reference]")
{
    const auto rows =
        fmt::format("| body of a frame before `welcome` | {} |\n| body of a control frame | {} |\n"
                    "| body of a data frame | {} |\n| requests without their answer | {} |\n"
                    "| a path | {} |\n| a component of a path, a peer name | {} |\n"
                    "| bytes sent for one read | {} |\n| entries of a listing | {} |\n",
                    max_login_body, max_control_body, max_data_body, max_outstanding, max_path,
                    max_name, max_read_length, max_page_entries);
    check_holds("## Limits", rows);
}

TEST_CASE("the reference has the chunk sizes in force", "[proto][reference]")
{
    std::string rows;
    for (std::uint64_t gib : {64, 128, 256, 512, 1024, 2048})
        rows +=
            fmt::format("| {} GiB | {} MiB |\n", gib, storage::chunk_size_for(gib << 30U) >> 20U);
    check_holds("### Chunks", rows);
}

TEST_CASE("the reference shows a session byte by byte", "[proto][reference]")
{
    check_holds("## An example", "```text\n" + example_session() + "```\n");
}
