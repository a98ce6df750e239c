#pragma once

#include "base/unique_fd.hpp"
#include "support/catch.hpp"
#include "support/http_peer.hpp"
#include "support/settled.hpp"
#include "support/temp_folder.hpp"
#include "zip/unpack.hpp"

#include <fcntl.h>

#include <map>
#include <mutex>

namespace sluice::test {

/// The files of an archive that came, by name, with their checksums verified; nothing where it is
/// not whole.
inline std::optional<std::map<std::string, std::string>> unpacked(const std::string& archive)
{
    temp_folder at(memory_folder());
    at.write("a.zip", archive);
    const unique_fd file(::open(at.at("a.zip").c_str(), O_RDONLY | O_CLOEXEC));
    const auto into = storage::target_folder::open(storage::system_file_calls(), at.at("out"));
    if (!into) return std::nullopt;
    zip::unpack_limits limits;
    limits.durable = false;
    const auto made = zip::unpack(storage::system_file_calls(), {file.get(), "a"}, **into, limits);
    if (!made) return std::nullopt;
    std::map<std::string, std::string> all;
    for (const auto& one : made->files)
        all[one.name] = at.read("out/" + one.placed_as);
    return all;
}

/// The project "foo" below a folder, as its producer and its archive see it.
class pickup_project {
public:
    explicit pickup_project(const temp_folder& below) : below_(below)
    {
        below_.make_folder("foo/bar");
    }

    /// A file that is offered from now on, with no time to settle asked for.
    void add(const std::string& name, std::string content)
    {
        begin(name, std::move(content));
        wait_until_settled(below_.at("foo/bar/" + name));
    }

    /// A file that was written just now: it is offered a moment later.
    void begin(const std::string& name, std::string content)
    {
        below_.write("foo/bar/" + name, content);
        made_[name] = std::move(content);
    }

    const std::map<std::string, std::string>& made() const { return made_; }

    /// Names in a folder of the project.
    std::vector<std::string> names_in(const std::string& folder) const
    {
        std::vector<std::string> all;
        if (!below_.has("foo/" + folder)) return all;
        for (const auto& one : std::filesystem::directory_iterator(below_.at("foo/" + folder)))
            all.push_back(one.path().filename().string());
        return all;
    }

    bool all_put_away() const { return names_in("bar").empty(); }

    /// Every file lies in the archive once, as it was made.
    void require_archived_once() const
    {
        REQUIRE(names_in("bar").empty());
        const auto names = names_in("archive");
        REQUIRE(names.size() == made_.size());
        for (const auto& name : names) {
            INFO(name);
            REQUIRE(made_.contains(name));
            REQUIRE(below_.read("foo/archive/" + name) == made_.at(name));
        }
    }

private:
    const temp_folder& below_;
    std::map<std::string, std::string> made_;
};

} // namespace sluice::test
