#include "server/streams/topic_book.hpp"

#include "base/rfc3339.hpp"

#include <fcntl.h>
#include <sys/stat.h>

namespace sluice::server {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_topics = 1024;
constexpr mode_t folder_mode = 0700;
constexpr std::string_view removed_prefix = ".removed.";

error already_other(const topic& there)
{
    return fail(errc::target_exists, "topic",
                there.name() + " carries " + to_text(there.layout().element) + " (" +
                    stream::shape_text(there.layout().shape) + ")");
}

result<unique_fd> open_below(int folder, const std::string& name)
{
    unique_fd made(::openat(folder, name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW));
    if (!made) return fail_errno("topic", name);
    return made;
}

/// What only grows.
void add_counters(topic_totals& to, const topic& of, const topic_figures& now)
{
    to.published += now.published;
    to.published_bytes += now.published * of.message_bytes();
    to.missed += now.missed;
    to.unwritten += now.unwritten;
    to.broken_off += now.broken_off;
}

/// Removes a folder of the book with what is in it.
result<> remove_folder(int book, const std::string& name)
{
    std::error_code failed;
    fs::remove_all("/proc/self/fd/" + std::to_string(book) + "/" + name, failed);
    if (failed) return fail(failed, "topic", name);
    return ok;
}

} // namespace

result<std::shared_ptr<topic>> topic_book::open_topic(const std::string& name,
                                                      std::optional<stream::topic_facts> facts)
{
    if (!folder_) return std::make_shared<topic>(name, std::move(*facts), nullptr, pool_);
    auto at = open_below(folder_.get(), name);
    if (!at) return at.error();
    if (!facts) {
        auto read = stream::read_topic_file(at->get());
        if (!read) return read.error();
        facts = std::move(*read);
    }
    const auto size = stream::message_size(facts->layout);
    if (!size) return size.error();
    auto log = topic_log::open(std::move(*at), *facts, websocket_front(*size));
    if (!log) return log.error();
    return std::make_shared<topic>(name, std::move(*facts), std::move(*log), pool_);
}

result<std::vector<error>> topic_book::open(const fs::path& folder)
{
    if (::mkdir(folder.c_str(), folder_mode) != 0 && errno != EEXIST)
        return fail_errno("topics", folder.string());
    folder_.reset(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder_) return fail_errno("topics", folder.string());
    std::vector<error> bad;
    std::error_code failed;
    for (fs::directory_iterator at(folder, failed), end; !failed && at != end;
         at.increment(failed)) {
        const auto name = at->path().filename().string();
        if (name.starts_with(removed_prefix)) {
            const auto ignored = remove_folder(folder_.get(), name);
            static_cast<void>(ignored);
        }
        if (!stream::check_topic_name(name)) continue;
        auto opened = open_topic(name, std::nullopt);
        if (opened)
            topics_.emplace(name, std::move(*opened));
        else
            bad.push_back(fail(opened.error().code(), "topic", name));
    }
    if (failed) return fail(failed, "topics", folder.string());
    return bad;
}

/// With making_ held.
result<> topic_book::judge(const std::string& name, const stream::topic_facts& facts) const
{
    const auto named = stream::check_topic_name(name);
    if (!named) return named;
    const auto size = stream::message_size(facts.layout);
    if (!size) return size.error();
    const std::scoped_lock lock(mutex_);
    if (stopped_) return fail(errc::going_away, "topic", "the server stops");
    if (topics_.size() >= most_topics) return fail(errc::overloaded, "topic", "too many topics");
    std::uint64_t taken = facts.keep.bytes;
    if (taken > rules_.space) return fail(errc::over_quota, "topic", "keep_bytes");
    for (const auto& [other, one] : topics_)
        taken += one->keep().bytes;
    if (taken > rules_.space)
        return fail(errc::over_quota, "topic", "the topics keep as much as they may (topic-space)");
    return ok;
}

result<topic_book::made_topic> topic_book::make(const std::string& name, stream::topic_facts facts)
{
    const std::scoped_lock making(making_);
    if (auto there = find(name)) {
        if (!stream::same_layout(there->layout(), facts.layout)) return already_other(*there);
        return made_topic{std::move(there), false};
    }
    const auto may = judge(name, facts);
    if (!may) return may.error();
    if (folder_) {
        const bool made = ::mkdirat(folder_.get(), name.c_str(), folder_mode) == 0;
        if (!made && errno != EEXIST) return fail_errno("topic", name);
        if (::fsync(folder_.get()) != 0) return fail_errno("topic", name);
    }
    auto opened = open_topic(name, std::move(facts));
    if (!opened) return opened.error();
    const std::scoped_lock lock(mutex_);
    if (stopped_) return fail(errc::going_away, "topic", "the server stops");
    topics_.emplace(name, *opened);
    return made_topic{std::move(*opened), true};
}

std::shared_ptr<topic> topic_book::find(const std::string& name) const
{
    const std::scoped_lock lock(mutex_);
    const auto at = topics_.find(name);
    return at == topics_.end() ? nullptr : at->second;
}

std::vector<std::shared_ptr<topic>> topic_book::all() const
{
    const std::scoped_lock lock(mutex_);
    std::vector<std::shared_ptr<topic>> made;
    for (const auto& [name, one] : topics_)
        made.push_back(one);
    return made;
}

topic_totals topic_book::totals() const
{
    const std::scoped_lock lock(mutex_);
    auto made = removed_;
    made.topics = topics_.size();
    for (const auto& [name, one] : topics_) {
        const auto now = one->figures();
        add_counters(made, *one, now);
        made.subscribers += now.subscribers;
        made.recordings += now.recording.empty() ? 0 : 1;
        made.kept_bytes += now.bytes;
    }
    return made;
}

result<> topic_book::remove(const std::string& name)
{
    const std::scoped_lock making(making_);
    const auto there = find(name);
    if (!there) return fail(errc::not_found, "topic", name);
    there->close(fail(errc::not_found, "topic", name + " was removed"));
    there->finish();
    {
        const std::scoped_lock lock(mutex_);
        topics_.erase(name);
        add_counters(removed_, *there, there->figures());
    }
    if (!folder_) return ok;
    // Under another name first: a kill in the middle must not leave half a topic.
    const auto gone = std::string(removed_prefix) + name;
    const auto before = remove_folder(folder_.get(), gone);
    if (!before) return before;
    if (::renameat(folder_.get(), name.c_str(), folder_.get(), gone.c_str()) != 0)
        return fail_errno("topic", name);
    if (::fsync(folder_.get()) != 0) return fail_errno("topic", name);
    return remove_folder(folder_.get(), gone);
}

void topic_book::stop()
{
    {
        const std::scoped_lock lock(mutex_);
        stopped_ = true;
    }
    for (const auto& one : all())
        one->close(fail(errc::going_away, "topic", "the server stops"));
}

void topic_book::finish()
{
    for (const auto& one : all())
        one->finish();
}

void topic_book::drop_old()
{
    for (const auto& one : all())
        one->drop_old(real_time_ns());
}

} // namespace sluice::server
