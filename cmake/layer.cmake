# sluice_layer(NAME SOURCES file... LINKS library...): one static library per folder of src/, with its sources listed.
# Layers that run coroutines reuse the precompiled Asio of src/async by saying ASIO; the others reuse base's text headers.
function(sluice_layer name)
    cmake_parse_arguments(arg "ASIO" "" "SOURCES;LINKS" ${ARGN})
    add_library(sluice_${name} STATIC ${arg_SOURCES})
    target_include_directories(sluice_${name} PUBLIC ${CMAKE_SOURCE_DIR}/src)
    target_link_libraries(sluice_${name} PUBLIC ${arg_LINKS})
    if(arg_ASIO)
        target_link_libraries(sluice_${name} PUBLIC asio)
        target_precompile_headers(sluice_${name} REUSE_FROM sluice_async)
    elseif(NOT name STREQUAL "base")
        target_precompile_headers(sluice_${name} REUSE_FROM sluice_base)
    endif()
endfunction()
