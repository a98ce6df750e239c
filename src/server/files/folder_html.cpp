#include "server/files/folder_html.hpp"

#include "base/escape.hpp"
#include "base/parse.hpp"
#include "base/rfc3339.hpp"
#include "http/base64.hpp"
#include "http/percent.hpp"
#include "storage/digest.hpp"

#include <fmt/format.h>

namespace sluice::server {
namespace {

constexpr std::string_view style = R"(
:root{color-scheme:light dark;--line:#8884;--soft:#777}
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
nav{font-size:1.2rem;overflow-wrap:anywhere}
table{width:100%;border-collapse:collapse;margin-top:1rem}
th,td{text-align:left;padding:.3rem .5rem;border-bottom:1px solid var(--line)}
th{font-weight:600;color:var(--soft)}
td:first-child{overflow-wrap:anywhere}
.size,.date{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
a{text-decoration:none}a:hover,a:focus-visible{text-decoration:underline}
a:focus-visible{outline:2px solid;outline-offset:2px}
tr:hover,tr:focus-within{background:var(--line)}
p{color:var(--soft)}
@media(max-width:40rem){.date{display:none}}
)";

/// "files / films / old": each a link upwards, the last one the page itself.
std::string breadcrumbs(const std::string& path)
{
    std::vector<std::string_view> parts;
    for (std::string_view rest = path; !rest.empty();) {
        const auto part = rest.substr(0, rest.find('/'));
        parts.push_back(part);
        rest.remove_prefix(std::min(rest.size(), part.size() + 1));
    }
    std::string made;
    for (std::size_t i = 0; i <= parts.size(); ++i) {
        const auto text = i == 0 ? "files" : html_escaped(parts[i - 1]);
        std::string up = "./";
        for (auto left = parts.size() - i; left > 0; --left)
            up += "../";
        const bool here = i == parts.size();
        made += fmt::format("<a href=\"{}\"{}>{}</a>{}", up, here ? " aria-current=\"page\"" : "",
                            text, here ? "" : " / ");
    }
    return made;
}

std::string row_of(const proto::entry& entry)
{
    const bool folder = entry.kind == proto::entry_kind::folder;
    const auto date = format_rfc3339(entry.modified_ns);
    return fmt::format("<tr><td><a href=\"{}\">{}{}</a></td><td class=\"size\">{}</td>"
                       "<td class=\"date\"><time datetime=\"{}\">{} {}</time></td></tr>\n",
                       html_escaped(href_of(entry)), html_escaped(name_of(entry)),
                       folder ? "/" : "", folder ? "" : format_size(entry.size), date,
                       date.substr(0, 10), date.substr(11, 5));
}

} // namespace

std::string html_escaped(std::string_view text)
{
    std::string made;
    for (const char c : escape(text)) {
        switch (c) {
        case '&': made += "&amp;"; break;
        case '<': made += "&lt;"; break;
        case '>': made += "&gt;"; break;
        case '"': made += "&quot;"; break;
        case '\'': made += "&#39;"; break;
        default: made += c;
        }
    }
    return made;
}

const std::string& folder_html_policy()
{
    static const std::string policy = [] {
        const auto digest = storage::digest_of(storage::digest_kind::sha256, as_bytes(style));
        return "default-src 'none'; style-src 'sha256-" + http::encode_base64(digest.bytes()) +
               "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    }();
    return policy;
}

std::string folder_html(const folder_page& page)
{
    std::string rows;
    if (!page.path.empty()) rows += "<tr><td><a href=\"../\">..</a></td><td></td><td></td></tr>\n";
    for (const auto& entry : page.entries)
        rows += row_of(entry);
    std::string foot;
    if (page.entries.empty() && page.next.empty()) foot = "<p>This folder is empty.</p>\n";
    if (!page.next.empty())
        foot = fmt::format("<p><a rel=\"next\" href=\"?after={}\">More</a></p>\n",
                           http::percent_encoded(page.next));
    const auto title = page.path.empty() ? std::string("files") : html_escaped(page.path);
    return fmt::format(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width\">\n<title>{}</title>\n"
        "<style>{}</style>\n</head>\n<body>\n<nav aria-label=\"Path\">{}</nav>\n<main>\n<table>\n"
        "<thead><tr><th scope=\"col\">Name</th><th scope=\"col\" class=\"size\">Size</th>"
        "<th scope=\"col\" class=\"date\">Changed (UTC)</th></tr></thead>\n<tbody>\n{}</tbody>\n"
        "</table>\n{}</main>\n</body>\n</html>\n",
        title, style, breadcrumbs(page.path), rows, foot);
}

} // namespace sluice::server
