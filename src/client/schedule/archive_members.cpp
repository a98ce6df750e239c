#include "client/schedule/archive_members.hpp"

#include "base/crc32.hpp"
#include "zip/archive_reader.hpp"

namespace sluice::client {

result<std::vector<proved_member>> prove_members(int file, std::uint64_t most_bytes)
{
    auto reader = zip::archive_reader::open(file);
    if (!reader) return reader.error();
    std::vector<proved_member> all;
    byte_buffer piece(std::size_t{256} << 10U);
    std::uint64_t taken = 0;
    while (true) {
        auto next = reader->next();
        if (!next) return next.error();
        if (!*next) return all;
        if ((*next)->is_folder()) continue;
        proved_member one;
        one.name = (*next)->name;
        while (true) {
            const auto got = reader->read(piece);
            if (!got) return got.error();
            if (*got == 0) break;
            taken += *got;
            if (taken > most_bytes) return fail(errc::too_large, "unzip", one.name);
            one.size += *got;
            one.crc32 = crc32(byte_view(piece).first(*got), one.crc32);
        }
        all.push_back(std::move(one));
    }
}

} // namespace sluice::client
