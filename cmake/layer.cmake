# sluice_layer(NAME SOURCES file... LINKS library... [ASIO] [HEADERS file...]): one static library per folder of src/, with
# its sources listed. Most of the time of compiling goes into headers, so each is read once for a whole layer: a layer that
# runs coroutines reuses the precompiled Asio of src/async by saying ASIO, a large one names its own in HEADERS, and the
# others reuse base's text headers.
function(sluice_layer name)
    cmake_parse_arguments(arg "ASIO" "" "SOURCES;LINKS;HEADERS" ${ARGN})
    add_library(sluice_${name} STATIC ${arg_SOURCES})
    target_include_directories(sluice_${name} PUBLIC ${CMAKE_SOURCE_DIR}/src)
    target_link_libraries(sluice_${name} PUBLIC ${arg_LINKS})
    if(arg_ASIO)
        target_link_libraries(sluice_${name} PUBLIC asio)
    endif()
    if(arg_HEADERS)
        target_precompile_headers(sluice_${name} PRIVATE ${arg_HEADERS})
    elseif(arg_ASIO)
        target_precompile_headers(sluice_${name} REUSE_FROM sluice_async)
    elseif(NOT name STREQUAL "base")
        target_precompile_headers(sluice_${name} REUSE_FROM sluice_base)
    endif()
endfunction()
