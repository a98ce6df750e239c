#include "client/arrays/array_get.hpp"

#include "base/hex.hpp"
#include "client/part_sink.hpp"
#include "fetch/api_error.hpp"
#include "http/digest_fields.hpp"
#include "http/text.hpp"
#include "storage/publish_group.hpp"

#include <algorithm>

namespace sluice::client {
namespace {

constexpr auto longest = std::chrono::hours(24);

/// Counts what goes into a part.
class counting_sink final : public fetch::body_sink {
public:
    counting_sink(part_sink& into, array_flow& flow) : into_(into), flow_(flow) {}

    result<void> begin(const fetch::answer& head) override
    {
        // An array that was replaced in between comes whole.
        if (head.status != 206) flow_.came = 0;
        const auto length = body_length(head.fields);
        flow_.size = length == 0 ? 0 : flow_.came + length;
        return into_.begin(head);
    }

    result<void> take(byte_view bytes) override
    {
        flow_.came += bytes.size();
        return into_.take(bytes);
    }

private:
    part_sink& into_;
    array_flow& flow_;
};

/// What the server has under the URL now.
result<fetch::answer> look(const array_get_order& order, const fetch::access& how,
                           const fetch::stop_flag& stop)
{
    fetch::request what;
    what.method = "HEAD";
    what.target = order.url;
    what.fields.set("want-repr-digest", "sha-256=1");
    const fetch::request_terms terms(deadline::after(longest), stop);
    auto came = fetch::ask(what, how, terms);
    // An answer to HEAD has no words of its own.
    if (came && came->status != 200)
        return fail(fetch::api_error(*came).code(), "array get", order.name);
    return came;
}

/// Opens what an earlier attempt left, and asks for the bytes behind it. Gives what is there.
result<std::uint64_t> go_on(const array_get_order& order, const fetch::answer& head,
                            part_sink& sink, fetch::request& what)
{
    const auto* etag = head.fields.find("etag");
    const auto size = body_length(head.fields);
    if (!etag || size == 0) return std::uint64_t{0};
    const auto there = sink.resume({*etag, order.file, size});
    if (!there || *there == 0) return there;
    what.fields.set("range", "bytes=" + std::to_string(*there) + "-");
    what.fields.set("if-range", *etag);
    return there;
}

result<array_got> publish(const array_get_order& order, part_sink& sink, std::uint64_t resumed)
{
    std::vector<std::unique_ptr<storage::part_file>> parts;
    parts.push_back(std::move(sink.part()));
    const auto how = order.durable ? storage::durability::file : storage::durability::none;
    const auto outcomes =
        storage::publish_group(storage::system_file_calls(), parts, order.policy, how);
    if (!outcomes.front()) return outcomes.front().error();
    array_got made;
    made.file = outcomes.front()->value_or("");
    made.bytes = sink.size();
    made.resumed = resumed;
    made.sha256 = to_hex(sink.sha256());
    return made;
}

} // namespace

std::uint64_t body_length(const http::fields& said)
{
    const auto* length = said.find("content-length");
    return length ? http::saturated_number(*length).value_or(0) : 0;
}

result<> prove_digest(const http::fields& said, byte_view sha256, const std::string& name)
{
    const auto* field = said.find("repr-digest");
    if (!field) return ok;
    const auto promised = http::parse_digest(*field);
    if (!promised) return promised.error();
    if (!*promised || std::ranges::equal(sha256, **promised)) return ok;
    return fail(errc::checksum_mismatch, "array get", name);
}

result<array_got> fetch_array(const array_get_order& order, const fetch::access& how,
                              const fetch::stop_flag& stop, array_flow& flow)
{
    auto target = storage::target_folder::open(storage::system_file_calls(), order.folder);
    if (!target) return target.error();
    part_sink sink({storage::system_file_calls(),
                    **target,
                    order.url,
                    order.file,
                    std::numeric_limits<std::int64_t>::max(),
                    {}});
    const auto head = order.whole ? look(order, how, stop) : result<fetch::answer>(fetch::answer());
    if (!head) return head.error();
    fetch::request what;
    what.target = order.url;
    const auto resumed = go_on(order, *head, sink, what);
    if (!resumed) return resumed.error();
    flow.came = *resumed;
    const bool all_here = *resumed > 0 && *resumed == sink.part()->source().size;
    if (!all_here) {
        counting_sink counted(sink, flow);
        const fetch::request_terms terms(deadline::after(longest), stop, &counted);
        const auto answer = fetch::ask(what, how, terms);
        if (!answer) return answer.error();
        if (answer->status < 200 || answer->status > 299) return fetch::api_error(*answer);
    }
    const auto body = sink.finish();
    if (!body) return body.error();
    if (!*body) return fail(errc::malformed_message, "array get", "no body");
    const auto proved = prove_digest(head->fields, sink.sha256(), sink.name());
    if (!proved) {
        sink.discard();
        return proved.error();
    }
    return publish(order, sink, *resumed);
}

} // namespace sluice::client
