#include "client/schedule/pull_order.hpp"
#include "support/catch.hpp"
#include "support/settings_files.hpp"

using namespace sluice;
using namespace sluice::client;
using sluice::test::play_inputs;

namespace {

using texts = std::vector<std::string>;
using pairs = std::map<std::string, std::string>;

result<std::vector<pull_order>> read(const std::string& ini, texts arguments = {},
                                     pairs environment = {})
{
    texts all{"-c", "c.ini", "schedule"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    const auto sections = std::make_shared<schedule_sections>();
    const auto inputs = with_sections(
        with_older_names(play_inputs(all, std::move(environment), {{"c.ini", ini}})), sections);
    const auto loaded = load_settings(client_settings_table(), inputs);
    if (!loaded) return loaded.error();
    auto wanted = client_settings_from(*loaded);
    if (!wanted) return wanted.error();
    wanted->schedules = sections;
    return pull_orders_from(*loaded, *wanted);
}

std::vector<pull_order> orders(const std::string& ini, texts arguments = {}, pairs environment = {})
{
    auto made = read(ini, std::move(arguments), std::move(environment));
    if (!made) FAIL(made.error().text());
    return *made;
}

std::string refusal(const std::string& ini)
{
    const auto made = read(ini);
    REQUIRE_FALSE(made);
    CHECK(made.error() == errc::bad_configuration);
    return made.error().detail();
}

} // namespace

TEST_CASE("each section is a schedule", "[client][schedule]")
{
    const auto all =
        orders("address = 10.0.0.5\n"
               "[schedule films]\nsource = films/*.mkv\ninterval = 5m\ninto = in\n"
               "[schedule nightly]\nsource = https://example.org/a.zip\n"
               "cron = 0 3 * * *\nzone = Europe/Berlin\nunpack = yes\n"
               "misfire = all\noverlap = queue\nretries = 7\nallow = 10.0.0.0/8, nas\n");

    REQUIRE(all.size() == 2);
    CHECK(all[0].name == "films");
    CHECK(all[0].kind == pull_kind::native);
    CHECK(all[0].path == "films/*.mkv");
    CHECK(all[0].when.when.every == std::chrono::minutes(5));
    CHECK(all[0].into == "in");
    CHECK(all[0].policy == storage::on_exists::skip);
    CHECK(all[0].api == "http://10.0.0.5:8888");
    CHECK(all[1].kind == pull_kind::url);
    CHECK(all[1].target == "https://example.org/a.zip");
    CHECK(all[1].when.when.zone.name() == "Europe/Berlin");
    CHECK(all[1].when.misfire == schedule::misfire_rule::all);
    CHECK(all[1].when.overlap == schedule::overlap_rule::queue);
    CHECK(all[1].when.retries == 7);
    CHECK(all[1].unpack);
    CHECK(all[1].into == "downloads");
    CHECK(all[1].rules.judge("x", *fetch::parse_address("10.1.2.3")));
    CHECK_FALSE(all[1].rules.judge("x", *fetch::parse_address("127.0.0.1")));
}

TEST_CASE("a source says of which kind it is", "[client][schedule]")
{
    const auto kind = [](const std::string& source) {
        return orders("[schedule a]\ninterval = 1\nsource = " + source + "\n").front();
    };

    CHECK(kind("a/b.bin").kind == pull_kind::native);
    CHECK(kind("/files/a/b.bin").kind == pull_kind::files);
    CHECK(kind("/stream/foo/drc").kind == pull_kind::pickup);
    CHECK(kind("/fetch/foo/ply").kind == pull_kind::pickup);
    CHECK(kind("http://a.org/x").kind == pull_kind::url);
    const auto job = kind("agent:restaurant-001/home/x.bin");
    CHECK(job.kind == pull_kind::job);
    CHECK(job.agent == "restaurant-001");
    CHECK(job.path == "home/x.bin");
    const auto many = kind("agent:r1,east-*,all/home/x,y.bin");
    CHECK(many.agent == "r1,east-*,all");
    CHECK(many.path == "home/x,y.bin");
    CHECK(orders("[schedule a]\ninterval = 1\nproject = p q\next = ply\n").front().path ==
          "/stream/p%20q/ply");
}

TEST_CASE("the predecessor's arguments make a schedule without a file", "[client][schedule]")
{
    const auto one = orders("", {"--api", "http://server:8080/", "--project", "foo", "--ext", "drc",
                                 "--interval", "2"});

    REQUIRE(one.size() == 1);
    CHECK(one[0].name == "default");
    CHECK(one[0].kind == pull_kind::pickup);
    CHECK(one[0].api == "http://server:8080");
    CHECK(one[0].path == "/stream/foo/drc");
    CHECK(one[0].when.when.every == std::chrono::seconds(2));
    CHECK(one[0].into == "downloads");
}

TEST_CASE("the predecessor's variables do the same", "[client][schedule]")
{
    const auto one = orders("", {},
                            {{"API_URL", "http://server:8080"},
                             {"PROJECT", "bar"},
                             {"EXT", "ply"},
                             {"INTERVAL", "5"},
                             {"CLIENT_MOUNT", "/data/in"}});

    REQUIRE(one.size() == 1);
    CHECK(one[0].path == "/stream/bar/ply");
    CHECK(one[0].when.when.every == std::chrono::seconds(5));
    CHECK(one[0].into == "/data/in");
}

TEST_CASE("those variables mean nothing to other verbs, and less than ours", "[client][schedule]")
{
    const pairs all{{"INTERVAL", "5"}, {"SLUICE_INTERVAL", "7"}, {"WORKSPACE", "/w"}};

    const auto other = with_older_names(play_inputs({"ls"}, all));
    const auto ours = with_older_names(play_inputs({"schedule"}, all));

    CHECK(other.environment == all);
    CHECK(ours.environment.at("SLUICE_INTERVAL") == "7");
    CHECK(ours.environment.at("SLUICE_DIRECTORY") == "/w/downloads");
}

TEST_CASE("what is wrong in a section is told with file and line", "[client][schedule]")
{
    const std::string head = "[schedule a]\nsource = x\n";

    CHECK(refusal(head + "intervall = 5\n")
              .find("c.ini:3: unknown key 'intervall', did you mean "
                    "'interval'?") == 0);
    CHECK(refusal(head + "interval = soon\n").find("c.ini:3: interval: ") == 0);
    CHECK(refusal(head + "interval = 500ms\n").find("c.ini:3: interval: at least 1s") == 0);
    CHECK(refusal(head + "cron = 61 * * * *\n").find("c.ini:3: cron: minute '61'") == 0);
    CHECK(refusal(head + "cron = 0 0 30 2 *\n").find("c.ini:3: cron: ") == 0);
    CHECK(refusal(head + "cron = @daily\nzone = Mars\n").find("c.ini:4: zone: ") == 0);
    CHECK(refusal(head + "interval = 5\njitter = 5\n").find("c.ini:4: jitter: ") == 0);
    CHECK(refusal(head + "interval = 5\nallow = 10.0.0.0/99\n").find("c.ini:4: allow: ") == 0);
    CHECK(refusal(head + "interval = 5\nmisfire = maybe\n").find("c.ini:4: misfire: ") == 0);
    CHECK(refusal(head).find("interval or cron") != std::string::npos);
    CHECK(refusal(head + "interval = 5\ncron = @daily\n").find("interval or cron") !=
          std::string::npos);
    CHECK(refusal("[schedule a]\ninterval = 5\n").find("source: ") != std::string::npos);
    CHECK(refusal("[schedule]\ninterval = 5\n").find("c.ini:2: ") == 0);
    CHECK(refusal("[schedule ../x]\ninterval = 5\n").find("c.ini:2: ") == 0);
    CHECK(refusal("[schedule a]\ninterval = 5\nsource = /etc/passwd\n").find("c.ini:3: ") == 0);
    CHECK(refusal("[schedule a]\ninterval = 5\nsource = ftp://x/y\n").find("c.ini:3: ") == 0);
    for (const auto* source : {"agent:x", "agent:/x", "agent:a,/x", "agent:,a/x", "agent:a,,b/x"})
        CHECK(refusal("[schedule a]\ninterval = 5\nsource = " + std::string(source) + "\n")
                  .find("c.ini:3: ") == 0);
}
