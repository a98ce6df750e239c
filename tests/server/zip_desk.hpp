#pragma once

#include "server/http_desk.hpp"
#include "support/catch.hpp"
#include "zip/unpack.hpp"

#include <fcntl.h>

namespace sluice::test {

/// The files of an archive that came as an answer, by name; their checksums were verified.
inline std::map<std::string, std::string> files_in(const std::string& archive)
{
    temp_folder from;
    temp_folder to;
    from.write("a.zip", archive);
    const unique_fd file(::open(from.at("a.zip").c_str(), O_RDONLY | O_CLOEXEC));
    const auto into = storage::target_folder::open(storage::system_file_calls(), to.path());
    REQUIRE(into);
    const auto made = zip::unpack(storage::system_file_calls(), {file.get(), "a"}, **into);
    if (!made) FAIL(made.error().text());
    std::map<std::string, std::string> all;
    for (const auto& one : made->files)
        all[one.name] = to.read(one.placed_as);
    return all;
}

/// The body of a chunked answer; nothing where it broke off.
inline std::optional<std::string> without_chunks(std::string_view body)
{
    std::string all;
    while (true) {
        const auto line = body.find("\r\n");
        if (line == body.npos) return std::nullopt;
        const auto size = std::stoull(std::string(body.substr(0, line)), nullptr, 16);
        if (size == 0) return all;
        if (body.size() < line + 2 + size + 2) return std::nullopt;
        all += body.substr(line + 2, size);
        body.remove_prefix(line + 2 + size + 2);
    }
}

} // namespace sluice::test
