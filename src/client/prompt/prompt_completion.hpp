#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::client {

/// What TAB offers on a line of commands: the first word is one of `words`; behind it stand names
/// of the server, behind `verify` and `journal show` names of this machine.
std::vector<std::string> complete_command(std::string_view line, std::string_view word,
                                          std::span<const std::string> words,
                                          std::span<const std::string> remote);

/// Files and folders (with a "/" behind) whose path begins with word.
std::vector<std::string> complete_local(std::string_view word);

} // namespace sluice::client
