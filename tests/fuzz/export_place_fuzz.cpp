// Whatever an agent is asked for, the places that it looks at begin with the name of an export and
// are paths that lead nowhere else.
#include "storage/safe_path.hpp"
#include "transfer/agent/export_place.hpp"

#include <cstdint>
#include <cstdlib>

namespace {

using namespace sluice;

void insist(bool holds)
{
    if (!holds) std::abort();
}

const std::vector<transfer::export_place> exports{{"data", {"/srv/data", "/srv/link"}},
                                                  {"films", {"/srv/data/films"}}};

transfer::expansion_rules rules()
{
    transfer::expansion_rules made;
    made.allowed = {"~", "HOME"};
    made.variables = {{"HOME", "/srv"}, {"SECRET", "/srv/data"}};
    return made;
}

void check(std::string_view asked, const std::vector<transfer::export_place>& shown)
{
    const auto found = transfer::places_of(asked, shown, rules());
    if (!found) {
        insist(found.error() == errc::outside_root || found.error() == errc::bad_name);
        return;
    }
    insist(!found->empty());
    for (const auto& one : *found) {
        const auto sound = storage::check_path(one);
        insist(sound && sound->text() == one);
        const auto first = one.substr(0, one.find('/'));
        const bool pattern = first.find_first_of("*?[") != first.npos;
        insist(one.empty() || pattern || first == "data" || first == "films");
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view asked(reinterpret_cast<const char*>(data), size);
    check(asked, exports);
    check(asked, {exports.front()});
    return 0;
}
