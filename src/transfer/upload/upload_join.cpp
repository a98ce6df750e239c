#include "async/on_pool.hpp"
#include "storage/read_file.hpp"
#include "transfer/upload/upload_desk.hpp"

namespace sluice::transfer {
namespace {

constexpr std::size_t copy_buffer = std::size_t{1} << 20U;

struct copy_order {
    int from = -1;
    int into = -1;
    std::uint64_t size = 0;
    std::uint64_t at = 0; // in the second file
};

result<> copy(storage::file_calls& calls, const copy_order& what)
{
    byte_buffer buffer(static_cast<std::size_t>(std::min<std::uint64_t>(copy_buffer, what.size)));
    for (std::uint64_t done = 0; done < what.size;) {
        const auto want = std::min<std::uint64_t>(buffer.size(), what.size - done);
        const auto piece = std::span(buffer).first(static_cast<std::size_t>(want));
        const auto got = storage::read_at(what.from, done, piece);
        if (!got) return got.error();
        if (*got == 0) return fail(errc::io_failed, "join", "a part is too short");
        const auto wrote =
            calls.write_at(what.into, buffer.data(), *got, static_cast<off_t>(what.at + done));
        if (wrote < 0 && errno == EINTR) continue;
        if (wrote < 0) return storage::target_error("join", {});
        done += static_cast<std::uint64_t>(wrote);
    }
    return ok;
}

} // namespace

task<result<upload_view>> upload_desk::join(upload_order order, std::vector<std::string> parts)
{
    auto work = [this, order = std::move(order), parts = std::move(parts)] {
        return join_now(order, parts);
    };
    auto made = co_await on_pool(shared_.pool, std::move(work));
    co_return made;
}

result<upload_view> upload_desk::join_now(const upload_order& order,
                                          const std::vector<std::string>& parts)
{
    std::vector<session_ptr> sources;
    auto whole = order;
    whole.size = 0;
    for (const auto& id : parts) {
        const auto part = find(id);
        if (!part || part->view().record.place != state::upload_place::none)
            return fail(errc::not_found, "join", id);
        if (part->prefix() != part->size()) return fail(errc::unfinished, "join", id);
        if (part->size() > std::uint64_t{1} << 62U || whole.size > std::uint64_t{1} << 62U)
            return fail(errc::too_large, "join", id);
        whole.size += part->size();
        sources.push_back(part);
    }
    const auto made = create_now(whole);
    if (!made) return made.error();
    const auto session = find(made->record.id);
    if (!session) return made;
    const auto into = session->file();
    if (!into) return into.error();
    std::uint64_t at = 0;
    for (const auto& part : sources) {
        const auto from = part->file();
        if (!from) return from.error();
        const copy_order what{(*from)->get(), (*into)->get(), part->size(), at};
        const auto copied = copy(shared_.calls, what);
        if (!copied) return copied.error();
        at += part->size();
    }
    const auto durable = session->note_now({{0, at}});
    if (!durable) return durable.error();
    return session->view();
}

} // namespace sluice::transfer
