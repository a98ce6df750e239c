#include "server/uploads/open_uploads.hpp"

#include "async/sleep.hpp"
#include "server/state_folder.hpp"
#include "server/uploads/type_rules.hpp"

#include <filesystem>

namespace sluice::server {
namespace {

namespace fs = std::filesystem;

/// True for the folder itself and what lies below it.
bool lies_in(const fs::path& inner, const fs::path& outer)
{
    std::error_code ignored;
    const auto in = fs::weakly_canonical(inner, ignored);
    const auto out = fs::weakly_canonical(outer, ignored);
    const auto differ = std::mismatch(out.begin(), out.end(), in.begin(), in.end());
    return differ.first == out.end();
}

} // namespace

result<> open_uploads(host& shared, const server_settings& settings)
{
    if (!shared.state) return ok;
    const auto folder = find_state_folder(settings);
    if (!folder) return folder.error();
    if (!*folder) return ok;
    const auto& state = **folder;
    const auto library = settings.uploads.empty() ? state + "/uploads" : settings.uploads;
    if (lies_in(library, settings.directory))
        return fail(errc::bad_configuration, "uploads", library + " would be listed in public");
    shared.arrivals = std::make_unique<type_rules>(
        type_rules::lists{settings.max_upload, settings.tree_extensions, {}});
    shared.library_arrivals = std::make_unique<type_rules>(type_rules::lists{
        settings.max_upload, settings.library_extensions, settings.library_types});
    transfer::upload_desk::needs with{
        storage::system_file_calls(), *shared.state, shared.claims, shared.pool, *shared.arrivals,
        *shared.library_arrivals};
    const transfer::upload_desk::places where{settings.directory.string(), state + "/incoming",
                                              library};
    auto opened = transfer::upload_desk::open(std::move(with), where);
    if (!opened) return opened.error();
    shared.uploads = std::move(*opened);
    shared.uploads->apply(settings.quota, settings.upload_expiry);
    return ok;
}

task<void> sweep_uploads(host& shared)
{
    while (shared.uploads) {
        const bool on_time = co_await sleep_for(std::chrono::minutes(1));
        if (!on_time) co_return;
        const auto swept = co_await shared.uploads->sweep();
        if (!swept)
            shared.log.write({.level = log_level::warning,
                              .event = "sweep",
                              .code = code_name(swept.error().code()),
                              .detail = swept.error().raw_text()});
    }
}

} // namespace sluice::server
