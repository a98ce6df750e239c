#include "fetch/file_name.hpp"
#include "support/catch.hpp"

using namespace sluice;

namespace {

std::string named(const std::string& disposition, const std::string& from = "http://a.org/x.zip")
{
    fetch::answer head;
    head.from = *fetch::parse_url(from);
    if (!disposition.empty()) head.fields.add("Content-Disposition", disposition);
    return fetch::offered_name(head);
}

} // namespace

TEST_CASE("a hostile name becomes one in our folder", "[fetch][name]")
{
    const std::pair<std::string, std::string> rows[] = {
        {"../../etc/passwd", "passwd"},
        {"..\\..\\boot.ini", "boot.ini"},
        {"/etc/cron.d/x", "x"},
        {"..", "download"},
        {".", "download"},
        {"", "download"},
        {"/", "download"},
        {"   ", "download"},
        {".bashrc", "_bashrc"},
        {".a.0123abcd.part", "_a.0123abcd.part"},
        {"a\nb", "a_b"},
        {std::string("a\0b", 3), "a_b"},
        {"a\x1b[31mb", "a_[31mb"},
        {"a\xff\xfe", "a__"},
        {"evil\xe2\x80\xaegpj.exe", "evil_gpj.exe"},
        {"na\xc3\xafve.txt", "na\xc3\xafve.txt"},
        {"two words.txt", "two words.txt"},
        {"ends in dots...", "ends in dots"},
    };
    for (const auto& [claimed, safe] : rows) {
        INFO(claimed);
        CHECK(fetch::safe_file_name(claimed) == safe);
    }
}

TEST_CASE("a long name keeps its ending and whole characters", "[fetch][name]")
{
    std::string long_name;
    for (int i = 0; i < 300; ++i)
        long_name += "\xc3\xa4";

    const auto safe = fetch::safe_file_name(long_name + ".zip");

    CHECK(safe.size() <= 200);
    CHECK(safe.ends_with("\xc3\xa4.zip"));
}

TEST_CASE("the name comes from Content-Disposition, else from the URL", "[fetch][name]")
{
    CHECK(named("attachment; filename=\"a.zip\"") == "a.zip");
    CHECK(named("attachment; filename=\"x\"; filename*=UTF-8''na%C3%AFve.txt") ==
          "na\xc3\xafve.txt");
    CHECK(named("attachment; filename*=UTF-8''..%2F..%2Fx") == "x");
    CHECK(named("attachment; filename=\"../../x\"") == "x");
    CHECK(named("attachment; filename=\"\"") == "x.zip");
    CHECK(named("attachment; filename=\"unclosed") == "x.zip");
    CHECK(named("") == "x.zip");
    CHECK(named("", "http://a.org/") == "download");
    CHECK(named("", "http://a.org/%2e%2e%2fy") == "y");
    CHECK(named("", "http://a.org/a%20b.bin?x=../z") == "a b.bin");
}
