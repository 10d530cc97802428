# One call declares a folder as a target, so that CMake knows every arrow between folders.

# gatehouse_library(NAME [PRECOMPILED precompiled_json] SOURCES … [DEPENDS gatehouse targets …] [PRIVATE libraries …])
# NAME is the folder's; the target is gatehouse_NAME.
function(gatehouse_library name)
    cmake_parse_arguments(arg "" "PRECOMPILED" "SOURCES;DEPENDS;PRIVATE" ${ARGN})
    if(NOT arg_PRECOMPILED)
        set(arg_PRECOMPILED precompiled_standard)
    endif()
    add_library(gatehouse_${name} STATIC ${arg_SOURCES})
    target_link_libraries(gatehouse_${name} PUBLIC gatehouse_flags ${arg_DEPENDS} PRIVATE ${arg_PRIVATE})
    gatehouse_precompile(gatehouse_${name} ${arg_PRECOMPILED})
endfunction()

# gatehouse_moc(TARGET SOURCE) makes what SOURCE includes at its end: its own NAME.moc, or moc_NAME.cpp of the header NAME.h beside it.
# AUTOMOC would look for more in a process of its own, and compile a file without content for each target: a good part of a test's
# time to build.
function(gatehouse_moc target source)
    set(folder ${CMAKE_CURRENT_BINARY_DIR}/${target}_moc)
    get_filename_component(source_folder ${source} DIRECTORY)
    file(STRINGS ${source} includes REGEX "^#include \"[a-z0-9_]+\\.(moc|cpp)\"$")
    foreach(line IN LISTS includes)
        string(REGEX REPLACE "^#include \"(.*)\"$" "\\1" name ${line})
        if(name MATCHES "^moc_(.*)\\.cpp$")
            qt6_generate_moc(${source_folder}/${CMAKE_MATCH_1}.h ${folder}/${name})
        else()
            qt6_generate_moc(${source} ${folder}/${name})
        endif()
        set_source_files_properties(${folder}/${name} PROPERTIES HEADER_FILE_ONLY ON)
        target_sources(${target} PRIVATE ${folder}/${name})
        set_property(SOURCE ${source} APPEND PROPERTY OBJECT_DEPENDS ${folder}/${name})
    endforeach()
    target_include_directories(${target} PRIVATE ${folder})
endfunction()
