#include "async/on_pool.hpp"
#include "transfer/upload/upload_desk.hpp"

namespace sluice::transfer {

result<std::unique_ptr<upload_spool>> upload_desk::open_spool()
{
    return upload_spool::open(shared_);
}

task<result<published_upload>>
upload_desk::take_in(upload_order order, std::shared_ptr<upload_spool> spool, std::string peer)
{
    auto work = [this, order = std::move(order), spool = std::move(spool), peer = std::move(peer)] {
        return take_in_now(order, *spool, peer);
    };
    auto made = co_await on_pool(shared_.pool, std::move(work));
    co_return made;
}

result<published_upload> upload_desk::take_in_now(const upload_order& order, upload_spool& spool,
                                                  const std::string& peer)
{
    auto sized = order;
    sized.size = spool.size();
    auto record = upload_record_of(sized, shared_.now_ns());
    record.id = spool.id();
    record.expires_ns = record.created_ns + shared_.expiry_ns;
    const auto admitted = shared_.rules_of(record.place).admit(record.target, record.size);
    if (!admitted) return admitted.error();
    {
        const std::scoped_lock one_by_one(creating_);
        const auto allowed = check_quota(record.size);
        if (!allowed) return allowed.error();
        if (shared_.calls.sync_folder(shared_.incoming->get()) != 0)
            return storage::target_error("spool", record.id);
        const auto added = shared_.store.add_upload(record);
        if (!added) return added.error();
    }
    spool.keep();
    const auto session =
        std::make_shared<upload_session>(shared_, record, range_set(), target_claims::claim());
    session->note_sha256(spool.sha256());
    keep(session);
    const auto durable = session->note_now({{0, record.size}});
    auto made =
        durable ? complete_now(record.id, peer, {}) : result<published_upload>(durable.error());
    if (!made) {
        // Nobody could go on with it: the client does not know its id.
        [[maybe_unused]] const auto ended = session->end(state::upload_phase::failed, made.error());
        drop_ended(session);
    }
    return made;
}

} // namespace sluice::transfer
