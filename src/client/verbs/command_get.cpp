#include "client/download_options.hpp"
#include "client/report/download_view.hpp"

#include <filesystem>

namespace sluice::client {

transfer::download_options download_options_from(const client_settings& wanted)
{
    transfer::download_options options;
    options.workers = wanted.workers;
    options.retries = wanted.retries;
    options.stall_limit = wanted.stall_limit;
    switch (wanted.on_exists) {
    case exists_choice::rename: options.policy = storage::on_exists::rename; break;
    case exists_choice::overwrite: options.policy = storage::on_exists::overwrite; break;
    case exists_choice::skip: options.policy = storage::on_exists::skip; break;
    case exists_choice::fail: options.policy = storage::on_exists::fail; break;
    }
    const bool durable = wanted.durability == durability_choice::file;
    options.durability = durable ? storage::durability::file : storage::durability::none;
    const bool sha = wanted.digest == digest_choice::sha256;
    options.kind = sha ? proto::digest_kind::sha256 : proto::digest_kind::xxh3;
    return options;
}

namespace {

/// The folder to write to and, for --output, the name in it.
struct destination {
    std::string folder;
    std::string name;
};

result<destination> destination_of(const client_settings& wanted, std::size_t names)
{
    if (wanted.output.empty()) return destination{wanted.directory, {}};
    if (names != 1) return fail(errc::bad_usage, "get", "--output goes with one name");
    if (!wanted.output.has_filename())
        return fail(errc::bad_usage, "get", "--output must name a file");
    // A relative one is meant below the folder for downloads.
    const auto whole = wanted.directory / wanted.output;
    return destination{whole.parent_path(), whole.filename()};
}

} // namespace

task<exit_code> commands::get(std::vector<std::string> names)
{
    const auto where = destination_of(context_.wanted, names.size());
    if (!where) co_return failed(where.error());
    auto& calls = storage::system_file_calls();
    auto target = storage::target_folder::open(calls, where->folder);
    if (!target) co_return failed(target.error());

    download_view view(context_);
    const transfer::download_environment environment{context_.server, context_.pool, calls,
                                                     **target, view};
    transfer::download download(context_.executor, environment,
                                download_options_from(context_.wanted));
    std::vector<transfer::download_target> targets;
    for (const auto& name : names)
        targets.push_back({name, where->name});

    task_group watchers(context_.executor,
                        [](std::exception_ptr bug) { std::rethrow_exception(bug); });
    watchers.spawn(view.watch(download.progress()));
    context_.interrupt = [&download] { download.interrupt(); };
    const auto summary = co_await download.run(std::move(targets));
    context_.interrupt = {};
    watchers.cancel();
    co_await watchers.join();

    const auto& progress = download.progress();
    auto code = exit_code_of_download(summary, progress);
    if (context_.signalled != exit_code::done) code = context_.signalled;
    const bool several = progress.files_known > 1;
    const auto resume = resume_command(context_.called, context_.loaded, names, several);
    view.finish(summary, progress, code, resume);
    co_return code;
}

} // namespace sluice::client
