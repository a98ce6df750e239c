#pragma once

#include "support/catch.hpp"
#include "support/failing_calls.hpp"
#include "support/memory_store.hpp"
#include "support/run_task.hpp"
#include "support/temp_folder.hpp"
#include "transfer/upload/upload_desk.hpp"

#include <mutex>

namespace sluice::test {

/// Rules that a test sets: what is too large, and content that is refused.
class scripted_rules final : public transfer::arrival_rules {
public:
    std::uint64_t most = std::uint64_t{1} << 40U;
    bool refuse_content = false;

    result<> admit(const std::string& path, std::uint64_t size) override
    {
        if (size > most) return fail(errc::too_large, "admit", path);
        return ok;
    }
    result<> inspect(const std::string& path, int) override
    {
        if (refuse_content) return fail(errc::type_refused, "inspect", path);
        return ok;
    }
};

/// failing_calls for the threads of a pool.
class locked_calls final : public storage::file_calls {
public:
    failing_calls inner;
    std::mutex mutex;

    int open_at(int folder, const char* name, int flags, mode_t mode) override
    {
        const std::scoped_lock lock(mutex);
        return inner.open_at(folder, name, flags, mode);
    }
    ssize_t write_at(int file, const void* from, std::size_t count, off_t where) override
    {
        const std::scoped_lock lock(mutex);
        return inner.write_at(file, from, count, where);
    }
    int sync_data(int file) override
    {
        const std::scoped_lock lock(mutex);
        return inner.sync_data(file);
    }
    int sync_folder(int folder) override
    {
        const std::scoped_lock lock(mutex);
        return inner.sync_folder(folder);
    }
    int unlink_at(int folder, const char* name) override
    {
        const std::scoped_lock lock(mutex);
        return inner.unlink_at(folder, name);
    }
    int make_folder(int folder, const char* name) override
    {
        const std::scoped_lock lock(mutex);
        return inner.make_folder(folder, name);
    }
    int allocate(int file, off_t size) override
    {
        const std::scoped_lock lock(mutex);
        return inner.allocate(file, size);
    }
    int change_mode(int file, mode_t mode) override
    {
        const std::scoped_lock lock(mutex);
        return inner.change_mode(file, mode);
    }
    int rename_between(storage::name_at from, storage::name_at to, unsigned flags) override
    {
        const std::scoped_lock lock(mutex);
        return inner.rename_between(from, to, flags);
    }
    int link_between(storage::name_at from, storage::name_at to) override
    {
        const std::scoped_lock lock(mutex);
        return inner.link_between(from, to);
    }
};

/// A desk over folders of its own, with a clock that the test moves.
struct upload_table {
    upload_table() { reopen(); }

    /// As after a kill: what was in memory is gone.
    void reopen()
    {
        desk.reset();
        claims = std::make_unique<transfer::target_claims>();
        transfer::upload_desk::needs with{
            calls, store, *claims, pool, tree_rules, library_rules, [this] { return now_ns; }};
        const transfer::upload_desk::places where{folder.at("served"), folder.at("incoming"),
                                                  folder.at("library")};
        auto opened = transfer::upload_desk::open(std::move(with), where);
        INFO((opened ? std::string() : opened.error().text()));
        REQUIRE(opened);
        desk = std::move(*opened);
    }

    transfer::upload_view create(const transfer::upload_order& order)
    {
        auto made = run_task(io, desk->create(order));
        INFO((made ? std::string() : made.error().text()));
        REQUIRE(made);
        return *made;
    }

    static transfer::upload_order order_of(std::string target, std::uint64_t size)
    {
        transfer::upload_order order;
        order.target = std::move(target);
        order.size = size;
        order.door = "api";
        return order;
    }

    /// Opens a writer, feeds it and finishes it.
    result<std::uint64_t> put(const transfer::write_order& where, std::string_view bytes,
                              byte_buffer sha256 = {})
    {
        return run_task(io, put_task(where, std::string(bytes), std::move(sha256)));
    }

    result<transfer::published_upload> complete(const std::string& id)
    {
        return run_task(io, desk->complete(id, "192.0.2.1:5"));
    }

    task<result<std::uint64_t>> put_task(transfer::write_order where, std::string bytes,
                                         byte_buffer sha256)
    {
        std::function<void()> nothing;
        auto writer = co_await desk->write(std::move(where), std::move(nothing), soon());
        if (!writer) co_return writer.error();
        if (!sha256.empty()) (*writer)->hash_with(storage::checksum_kind::sha256);
        auto fed = co_await feed(**writer, std::move(bytes));
        if (!fed) co_return fed.error();
        auto done = co_await (*writer)->finish(sha256, soon());
        co_return done;
    }

    static task<result<>> feed(transfer::upload_writer& writer, std::string bytes)
    {
        std::string_view left = bytes;
        while (!left.empty()) {
            const auto room = writer.room();
            const auto count = std::min(room.size(), left.size());
            std::memcpy(room.data(), left.data(), count);
            left.remove_prefix(count);
            auto went = co_await writer.filled(count, soon());
            if (!went) co_return went.error();
        }
        co_return ok;
    }

    static deadline soon() { return deadline::after(std::chrono::seconds(20)); }

    temp_folder folder;
    locked_calls calls;
    memory_store store;
    std::unique_ptr<transfer::target_claims> claims;
    scripted_rules tree_rules;
    scripted_rules library_rules;
    std::int64_t now_ns = 1'000'000'000;
    asio::io_context io;
    asio::thread_pool pool{2};
    std::unique_ptr<transfer::upload_desk> desk;
};

inline byte_buffer sha256_of_text(std::string_view text)
{
    storage::checksum sum(storage::checksum_kind::sha256);
    sum.update(as_bytes(text));
    return sum.finish();
}

} // namespace sluice::test
