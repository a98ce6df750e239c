// Header fields of tus are read or refused, and what was read says the same again.
#include "http/base64.hpp"
#include "server/uploads/tus_headers.hpp"

#include <cstdint>
#include <cstdlib>

namespace {

void insist(bool holds)
{
    if (!holds) std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace sluice;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto metadata = server::parse_tus_metadata(text);
    if (metadata) {
        std::string again;
        for (const auto& [key, value] : *metadata) {
            insist(!key.empty());
            again += (again.empty() ? "" : ",") + key + " " + http::encode_base64(as_bytes(value));
        }
        const auto same = server::parse_tus_metadata(again);
        // Written out in full it may be longer than what is taken.
        insist(!same || *same == *metadata);
    }
    const auto checksum = server::parse_tus_checksum(text);
    insist(!checksum || checksum->value.size() == storage::checksum_size(checksum->kind));
    const auto concat = server::parse_tus_concat(text, "/tus/");
    insist(!concat || concat->partial != !concat->parts.empty());
    return 0;
}
