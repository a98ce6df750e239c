# sluice_bundle(MODULES OUT_VARIABLE): runs web/bundle.mjs while configuring, because the digests of what it makes are ETags,
# and lists what it made. Without node or without the packages of npm the list is empty, and a message says so.
function(sluice_bundle modules out)
    set(${out} "" PARENT_SCOPE)
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/web/app/*)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS
        ${sources} ${CMAKE_SOURCE_DIR}/web/bundle.mjs ${CMAKE_SOURCE_DIR}/web/package-lock.json)
    find_program(SLUICE_NODE node)
    if(NOT SLUICE_NODE OR NOT EXISTS ${modules}/esbuild OR NOT EXISTS ${modules}/uplot OR NOT EXISTS ${modules}/tus-js-client)
        message(STATUS "node or packages of web/ are not there ('./dev build' gets them by npm): without the page at /")
        return()
    endif()
    set(work ${CMAKE_CURRENT_BINARY_DIR}/bundle)
    file(MAKE_DIRECTORY ${work})
    execute_process(COMMAND ${SLUICE_NODE} ${CMAKE_SOURCE_DIR}/web/bundle.mjs ${modules} ${work}
        RESULT_VARIABLE ended ERROR_VARIABLE said TIMEOUT 120)
    if(NOT ended EQUAL 0)
        message(FATAL_ERROR "the page at / could not be bundled: ${said}")
    endif()
    set(${out} ${work}/home.js ${work}/home.css ${work}/licenses.txt PARENT_SCOPE)
endfunction()
