#include "http/reply_parser.hpp"

#include "http/text.hpp"

#include <llhttp.h>

namespace sluice::http {
namespace {

/// What llhttp fills in.
struct reading {
    reply_start made;
    std::string name;
    std::string value;
    bool complete = false;

    static reading& of(llhttp_t* parser) { return *static_cast<reading*>(parser->data); }

    static int on_name(llhttp_t* parser, const char* at, std::size_t length)
    {
        of(parser).name.append(at, length);
        return 0;
    }

    static int on_value(llhttp_t* parser, const char* at, std::size_t length)
    {
        of(parser).value.append(at, length);
        return 0;
    }

    static int on_value_complete(llhttp_t* parser)
    {
        auto& self = of(parser);
        self.made.fields.add(self.name, trimmed(self.value));
        self.name.clear();
        self.value.clear();
        return 0;
    }

    static int on_head_complete(llhttp_t* parser)
    {
        of(parser).complete = true;
        of(parser).made.status = parser->status_code;
        return HPE_PAUSED;
    }
};

llhttp_settings_t make_table()
{
    llhttp_settings_t made;
    llhttp_settings_init(&made);
    made.on_header_field = reading::on_name;
    made.on_header_value = reading::on_value;
    made.on_header_value_complete = reading::on_value_complete;
    made.on_headers_complete = reading::on_head_complete;
    return made;
}

} // namespace

result<reply_start> parse_reply_start(std::string_view head)
{
    static const llhttp_settings_t table = make_table();
    reading into;
    llhttp_t parser;
    llhttp_init(&parser, HTTP_RESPONSE, &table);
    parser.data = &into;
    llhttp_execute(&parser, head.data(), head.size());
    if (!into.complete) return fail(errc::bad_magic, "answer", "not HTTP");
    return std::move(into.made);
}

} // namespace sluice::http
