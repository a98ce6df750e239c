#include "http/content_disposition.hpp"

#include "base/escape.hpp"
#include "http/percent.hpp"

namespace sluice::http {
namespace {

/// A '%' too: some clients decode what looks like an escape.
bool is_plain(char c)
{
    return c >= ' ' && c <= '~' && c != '"' && c != '\\' && c != '/' && c != '%';
}

std::string plain_name(std::string_view file_name)
{
    std::string plain;
    for (const char c : file_name) {
        const bool continues = (static_cast<unsigned char>(c) & 0xc0U) == 0x80U;
        if (is_plain(c))
            plain += c;
        else if (!continues)
            plain += '_';
    }
    return plain;
}

} // namespace

std::string content_disposition(std::string_view kind, std::string_view file_name)
{
    auto made = std::string(kind) + "; filename=\"" + plain_name(file_name) + '"';
    if (is_utf8(file_name)) made += "; filename*=UTF-8''" + percent_encoded(file_name);
    return made;
}

} // namespace sluice::http
