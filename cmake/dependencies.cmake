# Every library comes from the distribution (docs/dependencies in CONTRIBUTING.md); nothing is fetched or vendored.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)

# Asio has no CMake config in Debian: the header is enough.
find_path(ASIO_INCLUDE_DIR asio.hpp REQUIRED)
add_library(asio INTERFACE)
target_include_directories(asio SYSTEM INTERFACE ${ASIO_INCLUDE_DIR})
target_link_libraries(asio INTERFACE Threads::Threads)
# clang does not announce coroutines in the way that Asio 1.22 looks for; newer versions ignore the last two.
target_compile_definitions(asio INTERFACE
    ASIO_STANDALONE ASIO_SEPARATE_COMPILATION ASIO_NO_DEPRECATED ASIO_HAS_CO_AWAIT=1 ASIO_HAS_STD_COROUTINE=1)

find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(CLI11 REQUIRED)
find_package(nlohmann_json REQUIRED)
pkg_check_modules(inih REQUIRED IMPORTED_TARGET inih)
pkg_check_modules(xxhash REQUIRED IMPORTED_TARGET libxxhash)
pkg_check_modules(isal REQUIRED IMPORTED_TARGET libisal)
pkg_check_modules(edit REQUIRED IMPORTED_TARGET libedit)
pkg_check_modules(crypto REQUIRED IMPORTED_TARGET libcrypto)

# Only sluice-bench needs it; everything else is built without.
find_package(benchmark QUIET)
if(NOT benchmark_FOUND)
    message(STATUS "Google Benchmark not found (package libbenchmark-dev): without sluice-bench")
endif()
