#include "server/admin/tell_service.hpp"

#include "async/sleep.hpp"

namespace sluice::server {
namespace {

/// Stopping begins by cancelling: what is said then is said by a destructor.
class farewell {
public:
    explicit farewell(const service_notice& by) : by_(by) {}
    farewell(const farewell&) = delete;
    farewell& operator=(const farewell&) = delete;
    ~farewell()
    {
        const auto ignored = by_.send("STOPPING=1\n");
        static_cast<void>(ignored);
    }

private:
    const service_notice& by_;
};

} // namespace

task<void> tell_service(service_notice notice, std::string status)
{
    if (!notice.is_listened_to()) co_return;
    const farewell at_the_end(notice);
    auto said = notice.send("READY=1\nSTATUS=" + status + "\n");
    const auto pause = notice.beat().value_or(std::chrono::hours(24));
    bool goes_on = true;
    while (goes_on) {
        goes_on = co_await sleep_for(pause);
        if (goes_on && notice.beat()) said = notice.send("WATCHDOG=1\n");
    }
}

} // namespace sluice::server
