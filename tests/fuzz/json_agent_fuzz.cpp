// Whatever an agent says in JSON is read or refused; what is read is no longer than what was said.
#include "server/agents/json_agent_messages.hpp"

#include <cstdlib>

namespace {

using namespace sluice;

void insist(bool holds)
{
    if (!holds) std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto got = server::read_json_message(text);
    if (!got) {
        insist(got.error() == errc::malformed_message);
        return 0;
    }
    if (const auto* chunk = std::get_if<server::json_chunk>(&*got))
        insist(chunk->bytes.size() <= size);
    if (const auto* said = std::get_if<server::json_failure>(&*got))
        insist(server::meaning_of_failure(*said).code() != std::error_code());
    return 0;
}
