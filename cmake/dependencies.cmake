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
pkg_check_modules(ssl REQUIRED IMPORTED_TARGET libssl)
pkg_check_modules(sqlite3 REQUIRED IMPORTED_TARGET sqlite3)
pkg_check_modules(prometheus REQUIRED IMPORTED_TARGET prometheus-cpp-core)
pkg_check_modules(archive REQUIRED IMPORTED_TARGET libarchive)
find_package(SQLiteCpp REQUIRED)

# Time zones: the C++ library of clang-19 on Debian 12 has none.
find_package(date REQUIRED)

# 7.87 has CURL_WRITEFUNC_ERROR; Debian 12 has 7.88.
pkg_check_modules(curl REQUIRED IMPORTED_TARGET libcurl>=7.87)

find_path(MAGIC_INCLUDE_DIR magic.h REQUIRED)
find_library(MAGIC_LIBRARY magic REQUIRED)
add_library(magic INTERFACE)
target_include_directories(magic SYSTEM INTERFACE ${MAGIC_INCLUDE_DIR})
target_link_libraries(magic INTERFACE ${MAGIC_LIBRARY})

# wslay (WebSocket frames) has no pkg-config file in Debian: header and library are enough.
find_path(WSLAY_INCLUDE_DIR wslay/wslay.h REQUIRED)
find_library(WSLAY_LIBRARY wslay REQUIRED)
add_library(wslay INTERFACE)
target_include_directories(wslay SYSTEM INTERFACE ${WSLAY_INCLUDE_DIR})
target_link_libraries(wslay INTERFACE ${WSLAY_LIBRARY})

# llhttp: a library of its own in newer distributions; Debian 12 has its three C sources in node-llhttp.
pkg_check_modules(llhttp_library IMPORTED_TARGET libllhttp)
if(llhttp_library_FOUND)
    add_library(llhttp ALIAS PkgConfig::llhttp_library)
else()
    find_path(LLHTTP_INCLUDE_DIR llhttp.h PATH_SUFFIXES llhttp PATHS /usr/share/include REQUIRED)
    find_path(LLHTTP_SOURCE_DIR llhttp.c PATHS /usr/share/llhttp REQUIRED)
    add_library(llhttp STATIC
        ${LLHTTP_SOURCE_DIR}/api.c ${LLHTTP_SOURCE_DIR}/http.c ${LLHTTP_SOURCE_DIR}/llhttp.c)
    target_include_directories(llhttp SYSTEM PUBLIC ${LLHTTP_INCLUDE_DIR})
    target_compile_options(llhttp PRIVATE -w)
endif()

# Only sluice-bench needs it; everything else is built without.
find_package(benchmark QUIET)
if(NOT benchmark_FOUND)
    message(STATUS "Google Benchmark not found (package libbenchmark-dev): without sluice-bench")
endif()
