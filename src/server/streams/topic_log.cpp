#include "server/streams/topic_log.hpp"

#include <fcntl.h>

#include <algorithm>

namespace sluice::server {

result<std::unique_ptr<topic_log>> topic_log::open(unique_fd folder, stream::topic_facts facts,
                                                   byte_buffer front, storage::file_calls& calls)
{
    const auto size = stream::message_size(facts.layout);
    if (!size) return size.error();
    unique_fd again(::fcntl(folder.get(), F_DUPFD_CLOEXEC, 0));
    if (!again) return fail_errno("topic");
    auto opened =
        stream::journal::open(std::move(again), *size, std::move(front), facts.keep, calls);
    if (!opened) return opened.error();
    std::unique_ptr<topic_log> made(new topic_log(calls));
    made->folder_ = std::move(folder);
    made->journal_ = std::move(*opened);
    // After a kill numbers may have been given of which the journal does not know.
    made->facts_ = std::move(facts);
    made->start_ = std::max(made->facts_.reserved, made->journal_->next());
    const auto reserved = made->reserve(made->start_ + reserved_at_once);
    if (!reserved) return reserved.error();
    return made;
}

result<> topic_log::write(std::span<const stream::shared_message> messages)
{
    const std::scoped_lock lock(mutex_);
    return journal_->append(messages);
}

result<> topic_log::reserve(std::uint64_t number)
{
    const std::scoped_lock lock(mutex_);
    if (facts_.reserved >= number && !facts_.clean) return ok;
    auto wanted = facts_;
    wanted.reserved = std::max(number, facts_.reserved);
    wanted.clean = false;
    const auto written = stream::write_topic_file(folder_.get(), wanted, calls_);
    if (written) facts_ = std::move(wanted);
    return written;
}

result<> topic_log::sync()
{
    const std::scoped_lock lock(mutex_);
    return journal_->sync();
}

result<> topic_log::end(std::uint64_t next)
{
    const std::scoped_lock lock(mutex_);
    const auto synced = journal_->sync();
    if (!synced) return synced;
    facts_.reserved = next;
    facts_.clean = true;
    return stream::write_topic_file(folder_.get(), facts_, calls_);
}

std::uint64_t topic_log::reserved() const
{
    const std::scoped_lock lock(mutex_);
    return facts_.reserved;
}

void topic_log::drop_old(std::int64_t now_ns)
{
    const std::scoped_lock lock(mutex_);
    journal_->drop_old(now_ns);
}

} // namespace sluice::server
