#pragma once

#include "support/raw_peer.hpp"

#include <map>
#include <string>

namespace sluice::test {

/// What a server answered; status 0: the connection ended before a whole answer.
struct http_answer {
    int status = 0;
    std::map<std::string, std::string> fields; // names in lower case
    std::string body;
};

/// A request as it shall stand on the wire; nothing is escaped or corrected.
struct http_ask {
    std::string method = "GET";
    std::string target = "/";
    std::map<std::string, std::string> fields = {}; // Host, Connection and Content-Length are added
    std::string body = {};
};

/// The bytes of a request. A Content-Length among the fields wins over that of the body.
std::string wire_text(const http_ask& what);

/// Sends a request on a connection of its own and reads the answer to its end.
http_answer ask(std::uint16_t port, const http_ask& what);

/// The answer on a connection on which a request with this method was sent.
http_answer read_answer(raw_peer& from, const std::string& method = "GET");

} // namespace sluice::test
