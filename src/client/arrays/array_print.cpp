#include "client/arrays/array_print.hpp"

#include "base/hex.hpp"
#include "fetch/api_error.hpp"
#include "storage/checksum.hpp"

#include <unistd.h>

#include <cerrno>

namespace sluice::client {
namespace {

constexpr auto longest = std::chrono::hours(24);

class descriptor_sink final : public fetch::body_sink {
public:
    descriptor_sink(int to, array_flow& flow) : to_(to), flow_(flow) {}

    result<void> begin(const fetch::answer& head) override
    {
        flow_.size = body_length(head.fields);
        return ok;
    }

    result<void> take(byte_view bytes) override
    {
        sum_.update(bytes);
        flow_.came += bytes.size();
        while (!bytes.empty()) {
            const auto wrote = ::write(to_, bytes.data(), bytes.size());
            if (wrote < 0 && errno == EINTR) continue;
            if (wrote < 0) return fail_errno("write", "standard output");
            bytes = bytes.subspan(static_cast<std::size_t>(wrote));
        }
        return ok;
    }

    byte_buffer sha256() { return sum_.finish(); }

private:
    int to_;
    array_flow& flow_;
    storage::checksum sum_{storage::checksum_kind::sha256};
};

} // namespace

result<array_got> print_array(const array_get_order& order, int to, const fetch::access& how,
                              const fetch::stop_flag& stop, array_flow& flow)
{
    fetch::request what;
    what.target = order.url;
    if (order.whole) what.fields.set("want-repr-digest", "sha-256=1");
    descriptor_sink sink(to, flow);
    const fetch::request_terms terms(deadline::after(longest), stop, &sink);
    const auto answer = fetch::ask(what, how, terms);
    if (!answer) return answer.error();
    if (answer->status < 200 || answer->status > 299) return fetch::api_error(*answer);
    const auto sha256 = sink.sha256();
    if (flow.size > 0 && flow.size != flow.came)
        return fail(errc::peer_closed, "array get", order.name);
    if (order.whole) {
        const auto proved = prove_digest(answer->fields, sha256, order.name);
        if (!proved) return proved.error();
    }
    array_got made;
    made.file = "-";
    made.bytes = flow.came;
    made.sha256 = to_hex(sha256);
    return made;
}

} // namespace sluice::client
