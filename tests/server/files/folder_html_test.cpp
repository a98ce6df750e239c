#include "http/base64.hpp"
#include "server/files/folder_html.hpp"
#include "storage/digest.hpp"
#include "support/catch.hpp"
#include "support/mentions.hpp"

using namespace sluice;
using test::mentions;

namespace {

server::folder_page page_of(const std::string& name)
{
    proto::entry entry;
    entry.path = "a/b/" + name;
    entry.kind = proto::entry_kind::file;
    entry.size = 2048;
    server::folder_page page;
    page.path = "a/b";
    page.entries = {entry};
    return page;
}

} // namespace

TEST_CASE("a page for people shows names, sizes and the way up", "[server][folder_html]")
{
    const auto html = server::folder_html(page_of("c.txt"));

    CHECK_THAT(html, mentions("<a href=\"./c.txt\">c.txt</a>"));
    CHECK_THAT(html, mentions("<td class=\"size\">2.0 KiB</td>"));
    CHECK_THAT(html, mentions("<a href=\"./../../\">files</a>"));
    CHECK_THAT(html, mentions("<a href=\"./../\">a</a>"));
    CHECK_THAT(html, mentions("<a href=\"./\" aria-current=\"page\">b</a>"));
    CHECK_THAT(html, mentions("<a href=\"../\">..</a>"));
}

TEST_CASE("a name cannot put markup into the page", "[server][folder_html]")
{
    const auto html = server::folder_html(page_of("<script>\"'&\n\xe2\x80\xae.html"));

    CHECK(html.find("<script") == std::string::npos);
    CHECK_THAT(html, mentions("&lt;script&gt;&quot;&#39;&amp;\\n"));
    CHECK(html.find("\xe2\x80\xae") == std::string::npos);
    CHECK_THAT(html, mentions("href=\"./%3Cscript%3E%22%27%26%0A%E2%80%AE.html\""));
}

TEST_CASE("an empty folder and a further page are told of", "[server][folder_html]")
{
    auto cut = page_of("c.txt");
    cut.next = "c&d";

    CHECK_THAT(server::folder_html({}), mentions("This folder is empty"));
    CHECK(server::folder_html({}).find("\"../\"") == std::string::npos);
    CHECK_THAT(server::folder_html(cut), mentions("href=\"?after=c%26d\""));
}

TEST_CASE("the policy allows the very style of the page and no script", "[server][folder_html]")
{
    const auto html = server::folder_html({});
    const auto from = html.find("<style>") + 7;
    const auto style = html.substr(from, html.find("</style>") - from);
    const auto& policy = server::folder_html_policy();

    CHECK_THAT(policy, mentions("default-src 'none'"));
    CHECK(policy.find("unsafe") == std::string::npos);
    CHECK(html.find("style=") == std::string::npos);
    CHECK(html.find("<script") == std::string::npos);
    const auto digest = storage::digest_of(storage::digest_kind::sha256, as_bytes(style));
    CHECK_THAT(policy, mentions("'sha256-" + http::encode_base64(digest.bytes()) + "'"));
}
