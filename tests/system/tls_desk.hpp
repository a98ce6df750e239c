#pragma once

#include "support/catch.hpp"
#include "support/test_client.hpp"

namespace sluice::test {

/// The word behind another one; empty where that is not there.
inline std::string word_after(const std::string& text, const std::string& word)
{
    const auto at = text.find(word);
    if (at == text.npos) return {};
    const auto from = at + word.size();
    return text.substr(from, text.find_first_of(" \n", from) - from);
}

/// A certificate made by the program itself.
struct made_certificate {
    made_certificate()
    {
        made = run_server_alone({"cert", "--out", folder.path()});
        pin = word_after(made.out, "fingerprint ");
    }

    std::vector<std::string> server(std::vector<std::string> more = {}) const
    {
        std::vector<std::string> all{"--tls-certificate", folder.at("sluice.crt"), "--tls-key",
                                     folder.at("sluice.key")};
        all.insert(all.end(), more.begin(), more.end());
        return all;
    }

    temp_folder folder;
    finished_program made;
    std::string pin;
};

/// Makes a token of the server's book.
inline std::string add_token(const test_server& server, std::vector<std::string> arguments)
{
    std::vector<std::string> all{"token", "add", "-d", server.folder(), "--state", server.state()};
    all.insert(all.end(), arguments.begin(), arguments.end());
    const auto made = run_server_alone(std::move(all));
    INFO(made.err);
    REQUIRE(made.status == 0);
    return made.out.substr(0, made.out.find('\n'));
}

inline finished_program run_with_token(const test_server& server, const temp_folder& folder,
                                       const std::string& token, std::vector<std::string> arguments)
{
    program_options how;
    how.arguments = {"-a", "127.0.0.1",   "-p", std::to_string(server.port()),
                     "-d", folder.path(), "-l", "none"};
    how.arguments.insert(how.arguments.end(), arguments.begin(), arguments.end());
    how.environment["SLUICE_TOKEN"] = token;
    return program(client_program(), std::move(how))
        .wait(deadline::after(std::chrono::seconds(60)));
}

} // namespace sluice::test
