#pragma once

#include "async/task.hpp"
#include "base/deadline.hpp"

namespace sluice {

/// Until the point in time (true), or until the caller is cancelled (false).
task<bool> sleep_until(deadline when);

/// The same for a span from now on.
inline task<bool> sleep_for(deadline::clock::duration span)
{
    return sleep_until(deadline::after(span));
}

} // namespace sluice
