#pragma once

#include "http/request_parser.hpp"

#include <algorithm>
#include <vector>

namespace sluice::test {

/// One request as the parser gave it, with its whole body.
struct parsed_request {
    http::request head;
    std::string body;
    bool complete = false;

    bool operator==(const parsed_request& other) const
    {
        return head.method == other.head.method && head.target == other.head.target &&
               head.path == other.head.path && head.query == other.head.query &&
               head.fields.all() == other.head.fields.all() &&
               head.content_length == other.head.content_length &&
               head.chunked == other.head.chunked && head.keep_alive == other.head.keep_alive &&
               body == other.body && complete == other.complete;
    }
};

/// All that a stream of requests says.
struct parsed_stream {
    std::vector<parsed_request> requests;
    int refused = 0; // status
    std::string why;

    bool operator==(const parsed_stream&) const = default;
};

/// Pushes the bytes in pieces of this size.
inline parsed_stream parse_in_pieces(std::string_view bytes, std::size_t piece,
                                     http::head_limits limits = {})
{
    using event = http::request_parser::event;
    http::request_parser parser(limits);
    parsed_stream all;
    std::size_t at = 0;
    std::size_t end = std::min(piece, bytes.size());
    while (true) {
        const auto step = parser.push(as_bytes(bytes.substr(at, end - at)));
        at += step.used;
        switch (step.what) {
        case event::need_more:
            if (at == bytes.size()) return all;
            end = std::min(at + piece, bytes.size());
            break;
        case event::head: all.requests.push_back({parser.take(), {}, false}); break;
        case event::body: all.requests.back().body += as_text(step.body); break;
        case event::complete:
            all.requests.back().complete = true;
            parser.restart();
            break;
        case event::refused:
            all.refused = parser.why().status;
            all.why = parser.why().detail;
            return all;
        }
    }
}

} // namespace sluice::test
