#pragma once

#include "http/multipart.hpp"

#include <algorithm>
#include <vector>

namespace sluice::test {

/// One part as the parser gave it, with all its data.
struct parsed_part {
    std::string name;
    std::optional<std::string> file_name;
    std::string media_type;
    std::string data;
    bool ended = false;

    bool operator==(const parsed_part&) const = default;
};

/// All that a form says.
struct parsed_form {
    std::vector<parsed_part> parts;
    bool complete = false;
    int refused = 0; // status

    bool operator==(const parsed_form&) const = default;
};

/// Pushes the bytes in pieces of this size.
inline parsed_form parse_form_in_pieces(std::string_view bytes, std::size_t piece,
                                        std::string_view boundary,
                                        http::multipart_limits limits = {})
{
    using event = http::multipart_parser::event;
    http::multipart_parser parser(boundary, limits);
    parsed_form all;
    std::size_t at = 0;
    std::size_t end = std::min(piece, bytes.size());
    while (true) {
        const auto step = parser.push(as_bytes(bytes.substr(at, end - at)));
        at += step.used;
        const auto& head = parser.head();
        switch (step.what) {
        case event::need_more:
            if (at == bytes.size()) return all;
            end = std::min(at + piece, bytes.size());
            break;
        case event::part:
            all.parts.push_back({head.name, head.file_name, head.media_type, {}, false});
            break;
        case event::data: all.parts.back().data += as_text(step.data); break;
        case event::part_end: all.parts.back().ended = true; break;
        case event::complete: all.complete = true; return all;
        case event::refused:
            all.refused = parser.why().status;
            // How much came of a part that is too long depends on the cuts.
            if (!all.parts.empty() && !all.parts.back().ended) all.parts.back().data.clear();
            return all;
        }
    }
}

} // namespace sluice::test
