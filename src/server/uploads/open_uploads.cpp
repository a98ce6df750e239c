#include "server/uploads/open_uploads.hpp"

#include "async/sleep.hpp"
#include "server/arrays/array_desk.hpp"
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

result<> open_arrays(host& shared, const server_settings& settings, const std::string& state)
{
    const auto folder = settings.arrays.empty() ? state + "/arrays" : settings.arrays;
    if (lies_in(folder, settings.directory))
        return fail(errc::bad_configuration, "arrays", folder + " would be listed in public");
    auto opened = array_desk::open({storage::system_file_calls(), *shared.state}, folder);
    if (!opened) return opened.error();
    shared.arrays = std::move(*opened);
    shared.arrays->apply({settings.max_upload, settings.array_quota});
    return ok;
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
    const auto keeping = open_arrays(shared, settings, state);
    if (!keeping) return keeping;
    transfer::upload_desk::needs with{
        storage::system_file_calls(), *shared.state, shared.claims, shared.pool, *shared.arrivals,
        *shared.library_arrivals};
    with.arrays = shared.arrays.get();
    const transfer::upload_desk::places where{settings.directory.string(), state + "/incoming",
                                              library};
    auto opened = transfer::upload_desk::open(std::move(with), where);
    if (!opened) return opened.error();
    shared.uploads = std::move(*opened);
    shared.uploads->apply(settings.quota, settings.upload_expiry);
    // Uploads that were completing have their rows now.
    return shared.arrays->recover();
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
