#include "server/streams/array_recorder.hpp"

namespace sluice::server {
namespace {

/// Bytes that are written together; each message of a long run is copied once.
constexpr std::size_t written_together = 1U << 20U;

} // namespace

result<std::unique_ptr<topic_recorder>> array_recorder::begin(array_desk& desk, std::string name,
                                                              const stream::schema& layout,
                                                              std::string owner)
{
    growing_order order;
    order.name = std::move(name);
    order.type = layout.element;
    order.row = layout.shape;
    order.owner = std::move(owner);
    auto begun = desk.begin_growing(order);
    if (!begun) return begun.error();
    std::unique_ptr<topic_recorder> made = std::make_unique<array_recorder>(std::move(*begun));
    return made;
}

result<> array_recorder::add(std::span<const stream::shared_message> messages)
{
    byte_buffer rows;
    for (const auto& one : messages) {
        append(rows, one->payload());
        if (rows.size() < written_together) continue;
        auto added = into_->append(rows);
        if (!added) return added;
        rows.clear();
    }
    if (rows.empty()) return ok;
    return into_->append(rows);
}

result<> array_recorder::end()
{
    const auto ended = into_->end();
    if (!ended) return ended.error();
    return ok;
}

} // namespace sluice::server
