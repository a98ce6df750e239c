#include "async/on_pool.hpp"
#include "transfer/upload/upload_desk.hpp"
#include "transfer/upload/upload_steps.hpp"

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

/// The bytes of a spool are judged and durable before anybody knows of the upload: it begins as one
/// that is completing.
result<state::upload_record> upload_desk::record_of_spool(const upload_order& order,
                                                          upload_spool& spool)
{
    auto sized = order;
    sized.size = spool.size();
    auto record = upload_record_of(sized, shared_.now_ns());
    record.id = spool.id();
    record.expires_ns = record.created_ns + shared_.expiry_ns;
    auto& rules = shared_.rules_of(record.place);
    const auto admitted = rules.admit(record.target, record.size);
    if (!admitted) return admitted.error();
    const auto sha256 = spool.sha256();
    if (!order.expected_sha256.empty() && order.expected_sha256 != sha256)
        return fail(errc::checksum_mismatch, "complete", record.target);
    const auto fits = rules.inspect(record.target, spool.descriptor());
    if (!fits) return fits.error();
    auto note = made_durable(shared_, spool.descriptor(), sha256);
    if (!note) return note.error();
    record.phase = state::upload_phase::completing;
    record.outcome = std::move(*note);
    return record;
}

result<published_upload> upload_desk::take_in_now(const upload_order& order, upload_spool& spool,
                                                  const std::string& peer)
{
    const auto record = record_of_spool(order, spool);
    if (!record) return record.error();
    {
        const std::scoped_lock one_by_one(creating_);
        const auto allowed = check_quota(record->size);
        if (!allowed) return allowed.error();
        const auto added = shared_.store.add_upload(*record);
        if (!added) return added.error();
    }
    spool.keep();
    const auto session = std::make_shared<upload_session>(
        shared_, *record, range_set({{0, record->size}}), target_claims::claim());
    keep(session);
    auto made = finish_taken_in(*session, spool, peer);
    if (!made) {
        // Nobody could go on with it: the client does not know its id.
        [[maybe_unused]] const auto ended = session->end(state::upload_phase::failed, made.error());
    }
    drop_ended(session);
    return made;
}

result<published_upload> upload_desk::finish_taken_in(upload_session& session, upload_spool& spool,
                                                      const std::string& peer)
{
    const auto mine = session.begin_completing();
    if (!mine) return mine.error();
    const auto note = completing_note_of(session.view().record.outcome);
    if (!note) return fail(errc::internal, "take in", session.id());
    const auto name = give_name(shared_, session, spool.descriptor());
    if (!name) return name.error();
    return record_arrival(shared_, session, {*name, peer, note->sha256});
}

} // namespace sluice::transfer
