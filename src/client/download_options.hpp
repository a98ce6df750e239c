#pragma once

#include "client/settings/client_settings.hpp"
#include "transfer/download/download.hpp"

namespace sluice::client {

/// What the settings mean for a download.
transfer::download_options download_options_from(const client_settings& wanted);

} // namespace sluice::client
