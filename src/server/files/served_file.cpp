#include "server/files/served_file.hpp"

#include "async/on_pool.hpp"
#include "async/sleep.hpp"
#include "base/hex.hpp"
#include "base/rfc3339.hpp"

namespace sluice::server {
namespace {

task<result<served_file>> open_now(host& shared, const storage::root& below,
                                   const storage::safe_path& path)
{
    auto opened = below.open_file_cached(path);
    if (!opened) {
        auto slow = [&below, &path] { return below.open_file(path); };
        opened = co_await on_pool(shared.pool, std::move(slow));
    }
    if (!*opened) co_return opened->error();
    co_return served_file(std::move(**opened));
}

} // namespace

served_file::served_file(storage::opened_file file)
    : opened_(std::make_shared<const storage::opened_file>(std::move(file)))
{
    etag_.opaque = to_hex(storage::version_of(opened_->stamp));
}

http::validators served_file::validators() const
{
    http::validators made;
    made.etag = etag_;
    const std::chrono::nanoseconds modified(opened_->stamp.modified_ns);
    made.modified = std::chrono::floor<std::chrono::seconds>(std::chrono::sys_time(modified));
    return made;
}

bool served_file::unchanged() const
{
    const auto now = storage::stamp_of_open(descriptor());
    return now && *now == opened_->stamp;
}

task<result<served_file>> open_served(host& shared, const storage::root& below,
                                      storage::safe_path path)
{
    for (int attempt = 0; attempt < 3; ++attempt) {
        auto opened = co_await open_now(shared, below, path);
        if (!opened) co_return opened.error();
        const auto wait = storage::unsettled_ns(opened->stamp(), real_time_ns());
        if (wait == 0) co_return std::move(*opened);
        co_await sleep_for(std::chrono::nanoseconds(wait));
    }
    co_return fail(errc::source_changed, "open", path.text() + " is being written");
}

} // namespace sluice::server
