#pragma once

namespace sluice {

/// Gives descriptors 0, 1 and 2 to /dev/null where they are closed, so that no file opened later
/// takes their number and receives what was meant for the terminal. First thing in main.
void fill_standard_streams();

} // namespace sluice
