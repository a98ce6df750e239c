#include "support/test_client.hpp"

#include <cstring>
#include <random>
#include <thread>

namespace sluice::test {
namespace {

using namespace std::chrono_literals;

std::optional<std::string> whole_file(const std::string& path)
{
    std::error_code failed;
    const auto size = std::filesystem::file_size(path, failed);
    if (failed) return std::nullopt;
    std::string bytes(size, '\0');
    std::ifstream file(path, std::ios::binary);
    file.read(bytes.data(), static_cast<std::streamsize>(size));
    return bytes;
}

} // namespace

program start_client(std::uint16_t port, const temp_folder& folder,
                     std::vector<std::string> arguments)
{
    program_options how;
    how.folder = folder.path();
    how.arguments = {"-a", "127.0.0.1",   "-p", std::to_string(port),
                     "-d", folder.path(), "-l", "none"};
    how.arguments.insert(how.arguments.end(), arguments.begin(), arguments.end());
    return program(client_program(), std::move(how));
}

program start_client(const test_server& server, const temp_folder& folder,
                     std::vector<std::string> arguments)
{
    return start_client(server.port(), folder, std::move(arguments));
}

finished_program run_client(std::uint16_t port, const temp_folder& folder,
                            std::vector<std::string> arguments)
{
    return start_client(port, folder, std::move(arguments)).wait(deadline::after(60s));
}

finished_program run_client(const test_server& server, const temp_folder& folder,
                            std::vector<std::string> arguments)
{
    return run_client(server.port(), folder, std::move(arguments));
}

finished_program run_client_alone(std::vector<std::string> arguments)
{
    program_options how;
    how.arguments = std::move(arguments);
    return program(client_program(), std::move(how)).wait(deadline::after(60s));
}

finished_program run_server_alone(std::vector<std::string> arguments)
{
    program_options how;
    how.arguments = std::move(arguments);
    return program(server_program(), std::move(how)).wait(deadline::after(20s));
}

bool eventually(const std::function<bool()>& condition, deadline limit)
{
    while (!condition()) {
        if (limit.expired()) return false;
        std::this_thread::sleep_for(2ms);
    }
    return true;
}

std::string sample_bytes(std::size_t size, std::uint64_t seed)
{
    std::mt19937_64 random(seed + size);
    std::string bytes(size, '\0');
    for (std::size_t at = 0; at < size; at += sizeof(std::uint64_t)) {
        const std::uint64_t eight = random();
        std::memcpy(bytes.data() + at, &eight, std::min(sizeof eight, size - at));
    }
    return bytes;
}

bool same_files(const std::string& one, const std::string& other)
{
    const auto first = whole_file(one);
    return first && first == whole_file(other);
}

bool has_begun(const temp_folder& folder, deadline limit)
{
    // The head of the journal is written at once; what comes behind it are verified chunks.
    std::uintmax_t head = 0;
    const auto grown = [&] {
        for (const auto& name : folder.names()) {
            if (!name.ends_with(".journal")) continue;
            std::error_code gone;
            const auto size = std::filesystem::file_size(folder.at(name), gone);
            if (gone) continue;
            if (head == 0) head = size;
            if (size > head) return true;
        }
        return false;
    };
    return eventually(grown, limit);
}

} // namespace sluice::test
