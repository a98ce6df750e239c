#include "system/failure/download_trial.hpp"

#include "storage/part_name.hpp"
#include "support/catch.hpp"

#include <fstream>
#include <random>
#include <thread>

namespace sluice::test {
namespace fs = std::filesystem;
namespace {

using namespace std::chrono_literals;

bool same_bytes(const fs::path& one, const fs::path& other)
{
    std::ifstream a(one, std::ios::binary);
    std::ifstream b(other, std::ios::binary);
    std::vector<char> mine(1U << 20U);
    std::vector<char> theirs(mine.size());
    while (a && b) {
        a.read(mine.data(), static_cast<std::streamsize>(mine.size()));
        b.read(theirs.data(), static_cast<std::streamsize>(theirs.size()));
        if (a.gcount() != b.gcount()) return false;
        if (!std::equal(mine.begin(), mine.begin() + a.gcount(), theirs.begin())) return false;
    }
    return !a && !b;
}

std::vector<fs::path> files_below(const fs::path& folder)
{
    std::vector<fs::path> all;
    if (!fs::exists(folder)) return all;
    // A client may be at work in it: what vanishes meanwhile is no error.
    std::error_code failed;
    for (fs::recursive_directory_iterator at(folder, failed), end; !failed && at != end;
         at.increment(failed))
        if (!at->is_directory(failed)) all.push_back(at->path().lexically_relative(folder));
    return all;
}

} // namespace

std::string noise(std::size_t bytes, std::uint64_t seed)
{
    std::mt19937_64 random(seed);
    std::string made(bytes, '\0');
    std::size_t at = 0;
    for (; at + 8 <= bytes; at += 8) {
        const auto eight = random();
        made.replace(at, 8, reinterpret_cast<const char*>(&eight), 8);
    }
    for (; at < bytes; ++at)
        made[at] = static_cast<char>(random());
    return made;
}

std::uint64_t new_seed()
{
    return std::random_device{}();
}

void require_nothing_half(const fs::path& source, const fs::path& target)
{
    for (const auto& name : files_below(target)) {
        if (storage::is_part_name(name.filename().string())) continue;
        INFO(name.string() << " stands in the target");
        REQUIRE(fs::exists(source / name));
        REQUIRE(same_bytes(source / name, target / name));
    }
}

void require_all(const fs::path& source, const fs::path& target)
{
    require_nothing_half(source, target);
    CHECK(left_behind(target) == std::vector<std::string>());
    CHECK(files_below(source).size() == files_below(target).size());
}

std::vector<std::string> left_behind(const fs::path& target)
{
    std::vector<std::string> found;
    for (const auto& name : files_below(target))
        if (storage::is_part_name(name.filename().string())) found.push_back(name.string());
    return found;
}

std::uint64_t journal_bytes(const fs::path& target)
{
    std::error_code gone;
    for (const auto& name : left_behind(target)) {
        const auto size = fs::file_size(target / name, gone);
        if (name.ends_with(".journal") && !gone) return size;
    }
    return 0;
}

std::vector<std::string> visible(const fs::path& target)
{
    std::vector<std::string> found;
    for (const auto& name : files_below(target))
        if (!storage::is_part_name(name.filename().string())) found.push_back(name.string());
    return found;
}

command_line client_command(std::uint16_t port, const std::string& target,
                            const std::vector<std::string>& arguments)
{
    command_line all{client_program(), "-a", "127.0.0.1", "-p", std::to_string(port), "-d",
                     target,           "-l", "none"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    return all;
}

program start(const command_line& command, const std::string& folder)
{
    program_options how;
    how.folder = folder;
    how.arguments.assign(command.begin() + 1, command.end());
    return program(command.front(), std::move(how));
}

finished_program run(const command_line& command, const std::string& folder)
{
    return start(command, folder).wait(deadline::after(60s));
}

nlohmann::json document(const finished_program& client)
{
    INFO("status " << client.status << "\n" << client.out << client.err);
    auto parsed = nlohmann::json::parse(client.out, nullptr, false);
    REQUIRE_FALSE(parsed.is_discarded());
    return parsed;
}

bool wait_until(const std::function<bool()>& so, std::chrono::milliseconds limit)
{
    const auto end = deadline::after(limit);
    while (!so()) {
        if (end.expired()) return false;
        std::this_thread::sleep_for(500us);
    }
    return true;
}

} // namespace sluice::test
