#include "server/uploads/put_gate.hpp"

#include "storage/part_name.hpp"

namespace sluice::server {

put_gate::put_gate(transfer::target_claims& claims, transfer::arrival_rules* rules,
                   std::string into)
    : claims_(claims),
      rules_(rules),
      into_(std::move(into))
{
}

std::string put_gate::whole(const std::string& path) const
{
    return into_.empty() ? path : into_ + "/" + path;
}

result<> put_gate::admit(const std::string& path, std::uint64_t size)
{
    const auto name = std::string_view(path).substr(path.rfind('/') + 1);
    if (storage::is_part_name(name)) return fail(errc::bad_name, "put", path);
    const auto target = whole(path);
    if (rules_) {
        auto admitted = rules_->admit(target, size);
        if (!admitted) return admitted;
    }
    if (held_.contains(path)) return ok; // its source changed: it starts again
    auto claim = claims_.take(target);
    if (!claim) return claim.error();
    held_.emplace(path, std::move(*claim));
    return ok;
}

result<> put_gate::inspect(const std::string& path, int file)
{
    if (!rules_) return ok;
    return rules_->inspect(whole(path), file);
}

void put_gate::settled(const std::string& path)
{
    held_.erase(path);
}

} // namespace sluice::server
