#include "transfer/upload/upload_order.hpp"

#include "base/hex.hpp"
#include "storage/checksum.hpp"

#include <sstream>

namespace sluice::transfer {

std::string pack_metadata(storage::on_exists policy, const std::string& metadata)
{
    const bool overwrites = policy == storage::on_exists::overwrite;
    const std::string word = policy == storage::on_exists::rename ? "rename"
                             : overwrites                         ? "overwrite"
                                                                  : "fail";
    return word + "\n" + metadata;
}

std::pair<storage::on_exists, std::string> unpack_metadata(const std::string& packed)
{
    const auto end = packed.find('\n');
    const auto word = packed.substr(0, end);
    auto rest = end == packed.npos ? std::string() : packed.substr(end + 1);
    auto policy = storage::on_exists::fail;
    if (word == "rename") policy = storage::on_exists::rename;
    if (word == "overwrite") policy = storage::on_exists::overwrite;
    return {policy, std::move(rest)};
}

std::string to_text(const completing_note& note)
{
    return to_hex(note.sha256) + " " + std::to_string(note.device) + " " +
           std::to_string(note.inode);
}

std::optional<completing_note> completing_note_of(const std::string& text)
{
    std::istringstream words(text);
    std::string hex;
    completing_note note;
    if (!(words >> hex >> note.device >> note.inode)) return std::nullopt;
    const auto sha256 = storage::bytes_of_hex(hex);
    if (!sha256 || sha256->size() != 32) return std::nullopt;
    note.sha256 = *sha256;
    return note;
}

} // namespace sluice::transfer
