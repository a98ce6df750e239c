#include "client/report/local_check.hpp"

#include "base/unique_fd.hpp"
#include "storage/file_stamp.hpp"
#include "storage/hash_file.hpp"

#include <fcntl.h>

#include <filesystem>

namespace sluice::client {
namespace fs = std::filesystem;

result<check_outcome> check_against(const std::string& local,
                                    const std::vector<proto::manifest>& pages)
{
    const unique_fd file(::open(local.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (!file) return fail_errno("open", local);
    const auto stamp = storage::stamp_of_open(file.get());
    if (!stamp) return fail(stamp.error().code(), "open", local);
    check_outcome outcome;
    const auto& first = pages.front();
    outcome.size_differs = stamp->size != first.size;
    if (outcome.size_differs) return outcome;
    const storage::hashed_file on_disk{file.get(), first.size, first.chunk_size, first.kind};
    const auto width = storage::digest_size(first.kind);
    storage::root_hasher root(first.kind, first.size, first.chunk_size);
    for (const auto& page : pages) {
        for (std::size_t at = 0; at < page.digests.size(); at += width) {
            const auto mine = storage::hash_chunk(on_disk, outcome.chunks);
            if (!mine) return mine.error();
            const storage::digest theirs(byte_view(page.digests).subspan(at, width));
            if (!(*mine == theirs)) outcome.wrong.push_back(outcome.chunks);
            root.add(mine->bytes());
            ++outcome.chunks;
        }
    }
    outcome.root = root.finish().hex();
    return outcome;
}

result<std::string> remote_path_of(const std::string& local, const std::string& download_folder)
{
    std::error_code ignored;
    const auto base = fs::weakly_canonical(download_folder, ignored);
    const auto whole = fs::weakly_canonical(local, ignored);
    const auto below = whole.lexically_relative(base);
    if (below.empty() || *below.begin() == "..") return fail(errc::bad_name, "verify", local);
    return below.string();
}

std::string without_number(const std::string& path)
{
    const auto slash = path.rfind('/');
    const auto start = slash == std::string::npos ? 0 : slash + 1;
    const auto dot = path.rfind('.');
    const auto end = dot == std::string::npos || dot <= start ? path.size() : dot;
    if (end < start + 4 || path[end - 1] != ')') return {};
    const auto open = path.rfind('(', end - 1);
    if (open == std::string::npos || open <= start || open + 2 > end - 1) return {};
    for (auto i = open + 1; i < end - 1; ++i)
        if (path[i] < '0' || path[i] > '9') return {};
    return path.substr(0, open) + path.substr(end);
}

} // namespace sluice::client
