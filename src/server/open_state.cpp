#include "server/open_state.hpp"

#include "receipt/key_file.hpp"
#include "server/state_folder.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstdio>

namespace sluice::server {
namespace {

error as_configuration(const error& why)
{
    return fail(errc::bad_configuration, "state", why.detail() + ": " + why.code().message());
}

result<> open_in(host& shared, const std::string& folder)
{
    auto opened = state::open_store(folder);
    if (!opened) return opened.error();
    auto key = receipt::open_key_file(folder);
    if (!key) return key.error();
    shared.state = std::move(*opened);
    shared.receipts = std::make_unique<receipt_desk>(shared.pool, *shared.state, std::move(*key));
    return ok;
}

result<> open_tokens(host& shared, const std::string& folder)
{
    auto tokens = state::open_token_book(folder);
    if (tokens) {
        shared.tokens = std::move(*tokens);
        shared.access = std::make_unique<access>(shared.tokens.get());
        return ok;
    }
    // A folder that cannot be written may still hold tokens that somebody relies on.
    const bool is_missing = ::access((folder + "/tokens.db").c_str(), F_OK) != 0 &&
                            (errno == ENOENT || errno == ENOTDIR);
    if (!is_missing) return as_configuration(tokens.error());
    return ok;
}

} // namespace

result<> open_state(host& shared, const server_settings& settings, bool is_named)
{
    const auto folder = find_state_folder(settings);
    if (folder && !*folder) return ok;
    if (folder) {
        const auto tokens = open_tokens(shared, **folder);
        if (!tokens) return tokens;
    }
    const auto opened = folder ? open_in(shared, **folder) : result<>(folder.error());
    if (opened) return ok;
    if (is_named) return as_configuration(opened.error());
    const auto text = "uploads are off: " + opened.error().text();
    std::fprintf(stderr, "warning: %s\n", text.c_str());
    shared.log.write({.level = log_level::warning,
                      .event = "state",
                      .code = "unavailable",
                      .detail = "uploads are off: " + opened.error().raw_text()});
    return ok;
}

void warn_of_strangers(const host& shared, const std::string& listening)
{
    if (is_loopback(listening) || !shared.access->is_open()) return;
    std::fprintf(stderr,
                 "warning: no token is set up, so everybody who reaches %s may read; only this "
                 "machine may write ('sluice-server token add' changes both)\n",
                 listening.c_str());
}

} // namespace sluice::server
