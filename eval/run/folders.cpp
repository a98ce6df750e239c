#include "eval/run/folders.hpp"

#include "base/event_log.hpp"

#include <fmt/format.h>

namespace sluice::eval {
namespace {

namespace fs = std::filesystem;

void put_aside(const fs::path& file)
{
    for (unsigned number = 1;; ++number) {
        const fs::path free = file.string() + "." + std::to_string(number);
        if (fs::exists(free)) continue;
        fs::rename(file, free);
        return;
    }
}

void put_aside_all(const fs::path& folder, std::string_view extension)
{
    std::vector<fs::path> found;
    for (const auto& one : fs::directory_iterator(folder))
        if (one.is_regular_file() && one.path().extension() == extension)
            found.push_back(one.path());
    for (const auto& one : found)
        put_aside(one);
}

} // namespace

result<run_folders> run_folders::prepare(const fs::path& out)
{
    try {
        const auto whole = fs::absolute(out);
        for (const auto* name : {"servers", "clients", "logs/clients", "times"})
            fs::create_directories(whole / name);
        put_aside_all(whole / "logs", ".log");
        put_aside_all(whole / "logs/clients", ".log");
        put_aside_all(whole / "times", ".ndjson");
        return run_folders(whole);
    } catch (const fs::filesystem_error& why) {
        return fail_errno("prepare folders", why.path1(), why.code().value());
    }
}

fs::path run_folders::served(std::uint64_t size) const
{
    return out_ / "servers" / size_text(size);
}

fs::path run_folders::client(unsigned number) const
{
    return out_ / "clients" / std::to_string(number);
}

fs::path run_folders::server_log(const configuration& what) const
{
    return out_ / "logs" / fmt::format("server-{}.log", log_name_of(what));
}

fs::path run_folders::client_log(const configuration& what, unsigned number) const
{
    return out_ / "logs/clients" / fmt::format("client{}-{}.log", number, log_name_of(what));
}

result<void> run_folders::make_clients(unsigned count) const
{
    std::error_code ec;
    for (unsigned number = 1; number <= count && !ec; ++number) {
        fs::remove_all(client(number), ec);
        if (!ec) fs::create_directories(client(number), ec);
    }
    if (ec) return fail_errno("prepare clients", out_ / "clients", ec.value());
    return ok;
}

void run_folders::remove_clients() const
{
    std::error_code ignored;
    for (const auto& one : fs::directory_iterator(out_ / "clients", ignored))
        fs::remove_all(one.path(), ignored);
}

result<void> mark_repeat(const fs::path& log, unsigned repeat, unsigned of)
{
    auto opened = event_log::open(log, log_level::info);
    if (!opened) return opened.error();
    log_event what;
    what.event = "repeat";
    what.detail = fmt::format("{} of {}", repeat, of);
    (*opened)->write(what);
    return ok;
}

} // namespace sluice::eval
