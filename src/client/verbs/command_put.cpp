#include "client/report/download_view.hpp"
#include "transfer/put/put.hpp"

namespace sluice::client {
namespace {

transfer::put_options options_from(const client_settings& wanted)
{
    transfer::put_options options;
    options.workers = wanted.workers;
    options.retries = wanted.retries;
    options.into = wanted.into;
    options.stall_limit = wanted.stall_limit;
    switch (wanted.on_exists) {
    case exists_choice::rename: options.on_exists = proto::name_taken::rename; break;
    case exists_choice::overwrite: options.on_exists = proto::name_taken::overwrite; break;
    case exists_choice::skip: options.on_exists = proto::name_taken::skip; break;
    case exists_choice::fail: options.on_exists = proto::name_taken::fail; break;
    }
    const bool durable = wanted.durability == durability_choice::file;
    options.durability = durable ? proto::durable_when::published : proto::durable_when::never;
    const bool sha = wanted.digest == digest_choice::sha256;
    options.kind = sha ? proto::digest_kind::sha256 : proto::digest_kind::xxh3;
    return options;
}

} // namespace

task<exit_code> commands::put(std::vector<std::string> names)
{
    if (!context_.wanted.output.empty())
        co_return failed(fail(errc::bad_usage, "put", "--output goes with get"));
    const auto files = transfer::shown_roots::open(names);
    if (!files) co_return failed(files.error());

    constexpr view_words words{"sent", "uploaded"};
    download_view view(context_, words);
    const transfer::put_environment environment{context_.server, context_.pool, **files, view};
    transfer::put put(context_.executor, environment, options_from(context_.wanted));

    task_group watchers(context_.executor,
                        [](std::exception_ptr bug) { std::rethrow_exception(bug); });
    watchers.spawn(view.watch(put.progress()));
    context_.interrupt = [&put] { put.interrupt(); };
    const auto summary = co_await put.run();
    context_.interrupt = {};
    watchers.cancel();
    co_await watchers.join();

    const auto skipped = (*files)->skipped();
    if (skipped > 0)
        context_.out.say("note: " + std::to_string(skipped) +
                         " things were left out (links, devices, unusable names)");
    const auto& progress = put.progress();
    auto code = exit_code_of_download(summary, progress);
    if (context_.signalled != exit_code::done) code = context_.signalled;
    const bool several = progress.files_known > 1;
    const auto resume = resume_command(context_.called, context_.loaded, names, several, "put");
    view.finish(summary, progress, code, resume);
    co_return code;
}

} // namespace sluice::client
