#pragma once

#include "server/streams/topic_book.hpp"
#include "support/catch.hpp"
#include "support/run_task.hpp"
#include "support/temp_folder.hpp"

namespace sluice::test {

/// Of a topic whose messages are so many numbers of 8 bytes.
inline stream::topic_facts facts_of(std::string_view element = "<f8",
                                    std::vector<std::uint64_t> shape = {})
{
    stream::topic_facts made;
    made.layout.element = *stream::parse_dtype(element);
    made.layout.shape = std::move(shape);
    return made;
}

/// A book of topics and what publishes to it.
struct topic_desk {
    topic_desk() { REQUIRE(book.open(folder.path())); }
    ~topic_desk()
    {
        book.stop();
        book.finish();
        pool.join();
    }

    std::shared_ptr<server::topic> make(const std::string& name,
                                        std::vector<std::uint64_t> shape = {})
    {
        auto made = book.make(name, facts_of("<f8", std::move(shape)));
        REQUIRE(made);
        return made->of;
    }

    std::uint64_t publish(server::topic& to, std::size_t count)
    {
        const byte_buffer bytes(count * to.message_bytes());
        const auto first = run_task(io, to.publish(bytes));
        REQUIRE(first);
        return *first;
    }

    temp_folder folder{memory_folder()};
    asio::io_context io;
    asio::thread_pool pool{2};
    server::topic_book book{pool};
};

} // namespace sluice::test
