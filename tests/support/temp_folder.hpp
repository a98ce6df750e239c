#pragma once

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::test {

/// Where files cost no disk: for tests that make very many.
inline std::filesystem::path memory_folder()
{
    const std::filesystem::path memory = "/dev/shm";
    return ::access(memory.c_str(), W_OK) == 0 ? memory : std::filesystem::temp_directory_path();
}

/// A folder of its own for one test, removed with all it holds.
class temp_folder {
public:
    explicit temp_folder(
        const std::filesystem::path& above = std::filesystem::temp_directory_path())
    {
        auto name = (above / "sluice-test-XXXXXX").string();
        if (!::mkdtemp(name.data())) throw std::runtime_error("mkdtemp " + name);
        path_ = name;
    }
    temp_folder(const temp_folder&) = delete;
    temp_folder& operator=(const temp_folder&) = delete;
    ~temp_folder()
    {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
        // What a server keeps beside the folder that it serves.
        std::filesystem::remove_all(path_.string() + ".sluice", ignored);
    }

    std::string path() const { return path_.string(); }
    std::string at(std::string_view name) const { return (path_ / name).string(); }

    /// Makes a file with this content, and the folders above it.
    void write(std::string_view name, std::string_view content) const
    {
        std::filesystem::create_directories((path_ / name).parent_path());
        std::ofstream file(path_ / name, std::ios::binary | std::ios::trunc);
        file.write(content.data(), static_cast<std::streamsize>(content.size()));
    }

    std::string read(std::string_view name) const
    {
        std::ifstream file(path_ / name, std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }

    bool has(std::string_view name) const
    {
        return std::filesystem::exists(std::filesystem::symlink_status(path_ / name));
    }

    void make_folder(std::string_view name) const
    {
        std::filesystem::create_directories(path_ / name);
    }

    /// The names in it, in no order.
    std::vector<std::string> names() const
    {
        std::vector<std::string> all;
        for (const auto& found : std::filesystem::directory_iterator(path_))
            all.push_back(found.path().filename().string());
        return all;
    }

private:
    std::filesystem::path path_;
};

} // namespace sluice::test
