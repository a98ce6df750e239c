# The compiler, its flags and the sanitizers of a preset. Everything here is global on purpose: one precompiled Asio is
# shared by all libraries, and that needs the same flags everywhere.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    message(FATAL_ERROR
        "g++ ${CMAKE_CXX_COMPILER_VERSION} miscompiles C++20 coroutines: temporaries in a co_await expression are "
        "destroyed twice (GCC bugs 95599 and 106188; docs/asio.md, trap 1). Use clang-19: './dev build', or "
        "'cmake --preset release', which names it; g++ 13 and newer are accepted.")
endif()

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

set(SLUICE_SANITIZE "" CACHE STRING "Sanitizers, as in -fsanitize= (address,undefined or thread)")
option(SLUICE_FUZZ "Build the libFuzzer targets" OFF)
option(SLUICE_COVERAGE "Instrument for source-based coverage" OFF)
option(SLUICE_TIDY "Run clang-tidy on every source" OFF)

add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Werror=return-type)
add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor> $<$<COMPILE_LANGUAGE:CXX>:-Woverloaded-virtual>)
add_compile_options(-fno-omit-frame-pointer)
add_compile_definitions(_GNU_SOURCE SLUICE_VERSION="${PROJECT_VERSION}")
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-fpch-instantiate-templates>)
endif()
if(SLUICE_SANITIZE)
    # Not vptr: its runtime opens a pipe to look at an object, so out of descriptors it condemns good ones.
    add_compile_options(-fsanitize=${SLUICE_SANITIZE} -fno-sanitize=vptr -fno-sanitize-recover=all)
    add_link_options(-fsanitize=${SLUICE_SANITIZE})
    add_compile_definitions(SLUICE_SANITIZED=1)
    # At a fixed address: what the sanitizers add has two million pointers, which every start of a program had to relocate.
    set(shared $<IN_LIST:$<TARGET_PROPERTY:TYPE>,SHARED_LIBRARY$<SEMICOLON>MODULE_LIBRARY>)
    add_compile_options($<$<NOT:${shared}>:-fno-pie>)
    add_link_options($<$<NOT:${shared}>:-no-pie>)
endif()
if(SLUICE_FUZZ)
    add_compile_options(-fsanitize=fuzzer-no-link)
endif()
if(SLUICE_COVERAGE)
    add_compile_options(-fprofile-instr-generate -fcoverage-mapping)
    add_link_options(-fprofile-instr-generate)
endif()
find_program(SLUICE_LLD NAMES ld.lld-19 ld.lld)
if(SLUICE_LLD AND CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    add_link_options(--ld-path=${SLUICE_LLD})
endif()
find_program(SLUICE_CCACHE ccache)
if(SLUICE_CCACHE)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
        CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${SLUICE_CCACHE})
    if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
        add_compile_options("SHELL:-Xclang -fno-pch-timestamp")
    endif()
endif()
if(SLUICE_TIDY)
    find_program(SLUICE_CLANG_TIDY NAMES clang-tidy-19 REQUIRED)
    set(CMAKE_CXX_CLANG_TIDY ${SLUICE_CLANG_TIDY} --quiet)
endif()
