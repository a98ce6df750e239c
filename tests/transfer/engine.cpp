#include "transfer/engine.hpp"

#include "support/run_task.hpp"

#include <fcntl.h>

namespace sluice::test {
namespace {

namespace fs = std::filesystem;

class noting_observer final : public transfer::download_observer {
public:
    void file_done(const transfer::file_report& report) override { reports.push_back(report); }
    void retrying(const error&, std::chrono::milliseconds) override {}

    std::vector<transfer::file_report> reports;
};

std::string read_whole(const fs::path& path)
{
    const unique_fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    std::string all(fs::file_size(path), '\0');
    const auto got = ::read(file.get(), all.data(), all.size());
    all.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
    return all;
}

} // namespace

std::string content_of(std::size_t size, std::uint64_t seed)
{
    std::mt19937_64 random(seed);
    std::string made(size, '\0');
    for (std::size_t i = 0; i < size; i += 8) {
        const auto word = random();
        std::memcpy(made.data() + i, &word, std::min<std::size_t>(8, size - i));
    }
    return made;
}

arrival look_at(const std::string& folder, const file_tree& sent)
{
    arrival found;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (!entry.is_regular_file()) continue;
        const auto name = entry.path().filename().string();
        if (storage::is_part_name(name)) {
            ++found.hidden;
            continue;
        }
        const auto at = sent.find(fs::relative(entry.path(), folder).string());
        const bool exact = at != sent.end() && read_whole(entry.path()) == at->second;
        ++(exact ? found.exact : found.wrong);
    }
    return found;
}

giving_side::giving_side(file_tree sent) : files(std::move(sent))
{
    restore();
}

void giving_side::restore() const
{
    for (const auto& [name, content] : files)
        source.write(name, content);
}

download_attempt::download_attempt()
{
    how.workers = 1;
    how.first_backoff = std::chrono::milliseconds(1);
    how.stall_limit = std::chrono::seconds(2);
}

download_outcome run_download(giving_side& from, download_attempt& attempt)
{
    asio::io_context io;
    auto far_end = attempt.far_end;
    if (!far_end)
        far_end = [&from](std::unique_ptr<net::byte_stream> stream) {
            return from.giver.serve(std::move(stream));
        };
    scripted_connector connector(io.get_executor(), far_end);
    if (attempt.prepare) attempt.prepare(connector);
    auto target = storage::target_folder::open(*attempt.calls, attempt.target);
    download_outcome outcome;
    if (!target) {
        outcome.summary.stopped = target.error();
        return outcome;
    }
    noting_observer observer;
    transfer::download_environment around{connector, from.pool, *attempt.calls, **target, observer};
    transfer::download one(io.get_executor(), around, attempt.how);
    if (attempt.watch)
        attempt.script.before_each([&](std::uint64_t number) { attempt.watch(number, one, io); });
    asio::steady_timer interruption(io);
    if (attempt.interrupt_after.count() > 0) {
        interruption.expires_after(attempt.interrupt_after);
        interruption.async_wait([&](std::error_code) { one.interrupt(); });
    }
    outcome.summary = run_task(io, one.run(attempt.names));
    outcome.reports = std::move(observer.reports);
    outcome.connects = connector.connects();
    return outcome;
}

} // namespace sluice::test
