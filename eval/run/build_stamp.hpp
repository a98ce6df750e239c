#pragma once

namespace sluice::eval {

/// The commit this program was built from, with "+changes" when the tree held others; "unknown"
/// outside of a repository. Written anew by every build (cmake/build_stamp.cmake).
extern const char* const build_commit;

/// "Release", "Debug".
extern const char* const build_type;

} // namespace sluice::eval
