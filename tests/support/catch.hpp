#pragma once

// Catch2 3 where the distribution has it (Debian 13, Ubuntu 24.04), Catch2 2.13 on Debian 12.
#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>

using Catch::Approx;
#else
#include <catch2/catch.hpp>
#endif
