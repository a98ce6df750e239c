#include "transfer/sweep.hpp"

#include "proto/frame.hpp"

#include <fmt/format.h>

#include <set>

namespace sluice::test {

script_run::script_run(const happy_script& script) : script_(script)
{
    attempt_.target = target_.path();
    attempt_.names = script.names;
    attempt_.how.workers = script.workers;
    attempt_.how.durability = script.durability;
    common_.pipe.most_read = script.most_read;
    common_.pipe.seed = script.most_read;
    if (!script.begun.empty())
        std::filesystem::copy(script.begun, target_.path(),
                              std::filesystem::copy_options::recursive);
    attempt_.prepare = [this](scripted_connector& connector) {
        connector.plan_all(common_);
        for (const auto& [number, plan] : plans_)
            connector.plan(number, plan);
    };
}

void script_run::count_operations()
{
    common_.pipe.script = &attempt_.script;
}

void script_run::plan(std::size_t connection, connection_plan how)
{
    how.pipe.most_read = script_.most_read;
    how.pipe.seed = script_.most_read;
    plans_[connection] = how;
}

std::string script_run::verdict()
{
    auto& from = *script_.from;
    const auto outcome = run_download(from, attempt_);
    if (!outcome.good()) failure_ = outcome.why();
    const auto found = look_at(target_.path(), from.files);
    if (found.wrong > 0) return fmt::format("{} wrong files", found.wrong);
    // Where a disk fails, a journal that nobody needs may stay behind.
    const bool there = may_fail_ ? found.exact == from.files.size() : found.complete(from.files);
    if (outcome.good()) return there ? "" : "success, but not all is there";
    if (!may_fail_) return "failed: " + outcome.why().text();
    return finish_cleanly();
}

std::string script_run::finish_cleanly()
{
    auto& from = *script_.from;
    download_attempt again;
    again.target = target_.path();
    again.names = script_.names;
    again.how.workers = script_.workers;
    again.how.policy = storage::on_exists::overwrite;
    const auto outcome = run_download(from, again);
    if (!outcome.good()) return "the clean run failed: " + outcome.why().text();
    const auto found = look_at(target_.path(), from.files);
    return found.complete(from.files) ? "" : "the clean run left something out";
}

traffic record(const happy_script& script)
{
    constexpr std::size_t most_connections = 8;
    script_run run(script);
    traffic seen;
    seen.connections.resize(most_connections);
    for (std::size_t i = 0; i < most_connections; ++i) {
        connection_plan plan;
        plan.pipe.script = &run.attempt().script;
        plan.pipe.there.record = &seen.connections[i].there;
        plan.pipe.back.record = &seen.connections[i].back;
        run.plan(i + 1, plan);
    }
    const auto wrong = run.verdict();
    if (!wrong.empty()) throw std::runtime_error(wrong);
    seen.operations = run.attempt().script.operations();
    while (seen.connections.back().there.empty())
        seen.connections.pop_back();
    return seen;
}

std::vector<std::uint64_t> places(byte_view sent, std::size_t sample)
{
    std::set<std::uint64_t> chosen;
    std::mt19937_64 random(1);
    std::uint64_t at = 0;
    while (at + proto::frame_header::size <= sent.size()) {
        const auto header = proto::decode_header(sent.subspan(at, proto::frame_header::size));
        if (!header) throw std::runtime_error(header.error().text());
        const auto body = at + proto::frame_header::size;
        const auto end = body + header->length;
        const bool data = header->type == proto::frame_type::data;
        for (auto i = at; i < (data ? body : end); ++i)
            chosen.insert(i);
        for (std::size_t i = 0; data && i < sample; ++i)
            chosen.insert(body + random() % header->length);
        at = end;
    }
    return {chosen.begin(), chosen.end()};
}

} // namespace sluice::test
