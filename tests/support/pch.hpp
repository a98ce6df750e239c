#pragma once

// The headers that most tests read, precompiled once for all of them.

#include "async/asio.hpp"
#include "net/frame_stream.hpp"
#include "proto/messages.hpp"
#include "support/catch.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <random>
#include <ranges>
#include <sstream>
#include <string>
#include <vector>
