# sluice_embed(TARGET file...): puts the files into the static library TARGET as the assets that web/assets.hpp declares,
# those above 16 KiB compressed by gzip. A file that does not exist is left out with a message. Only base names reach the
# program.
find_program(SLUICE_GZIP gzip REQUIRED)

# Every compiler can include a file from assembly; C has no way of its own before C23.
enable_language(ASM)

function(sluice_media_type extension out)
    set(html "text/html; charset=utf-8")
    set(css "text/css; charset=utf-8")
    set(js "text/javascript; charset=utf-8")
    set(png "image/png")
    set(svg "image/svg+xml")
    set(txt "text/plain; charset=utf-8")
    set(${out} "${${extension}}" PARENT_SCOPE)
endfunction()

function(sluice_embed target)
    set(work ${CMAKE_CURRENT_BINARY_DIR}/embedded)
    file(MAKE_DIRECTORY ${work})
    set(assembly "")
    set(symbols "")
    set(rows "")
    set(made "")
    set(count 0)
    foreach(file ${ARGN})
        get_filename_component(name ${file} NAME)
        get_filename_component(extension ${file} LAST_EXT)
        string(SUBSTRING "${extension}" 1 -1 extension)
        if(NOT EXISTS ${file})
            message(STATUS "${name} is not there ('./dev build' gets it by npm): without the API page")
            continue()
        endif()
        # Its digest is its ETag, so cmake has to run again when it changes.
        set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
        file(SHA256 ${file} digest)
        string(SUBSTRING ${digest} 0 32 digest)
        sluice_media_type(${extension} media_type)
        file(SIZE ${file} size)
        if(size GREATER 16384)
            set(encoding gzip)
            set(command ${SLUICE_GZIP} -9 -n -c ${file} > ${work}/${name})
        else()
            set(encoding "")
            set(command ${CMAKE_COMMAND} -E copy ${file} ${work}/${name})
        endif()
        add_custom_command(OUTPUT ${work}/${name} COMMAND ${command} DEPENDS ${file} VERBATIM)
        list(APPEND made ${work}/${name})
        set(symbol sluice_embedded_${count})
        math(EXPR count "${count} + 1")
        string(APPEND assembly
            ".global ${symbol}\n.global ${symbol}_end\n.balign 16\n${symbol}:\n.incbin \"${name}\"\n${symbol}_end:\n.byte 0\n")
        string(APPEND symbols "extern const std::byte ${symbol}[];\nextern const std::byte ${symbol}_end[];\n")
        string(APPEND rows
            "        {\"${name}\", \"${media_type}\", \"${encoding}\", \"\\\"${digest}\\\"\", {${symbol}, ${symbol}_end}},\n")
    endforeach()
    file(CONFIGURE OUTPUT ${work}/embedded.S CONTENT
        ".section .rodata\n@assembly@.section .note.GNU-stack,\"\",%progbits\n" @ONLY)
    file(CONFIGURE OUTPUT ${work}/embedded.cpp CONTENT [[
#include "web/assets.hpp"

extern "C" {
@symbols@}

namespace sluice::web {

std::span<const embedded_asset> web_assets()
{
    static const embedded_asset all[] = {
@rows@    };
    return all;
}

} // namespace sluice::web
]] @ONLY)
    # -g0: debug records of assembly hold the folder of the build.
    set_source_files_properties(${work}/embedded.S PROPERTIES
        OBJECT_DEPENDS "${made}" COMPILE_OPTIONS "-I${work};-g0")
    target_sources(${target} PRIVATE ${work}/embedded.S ${work}/embedded.cpp)
endfunction()
