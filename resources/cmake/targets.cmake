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

# How long a test may take, which none does on a machine of its own.
set(GATEHOUSE_TEST_SECONDS 120)
if(GATEHOUSE_SANITIZE MATCHES thread)
    set(GATEHOUSE_TEST_SECONDS 900)
endif()

# gatehouse_tests(LABEL unit [PRECOMPILED precompiled_widget_tests] LIBRARIES …) turns every tst_*.cpp of the calling folder into
# one executable and one ctest.
function(gatehouse_tests)
    cmake_parse_arguments(arg "" "LABEL;PRECOMPILED" "LIBRARIES" ${ARGN})
    if(NOT arg_PRECOMPILED)
        set(arg_PRECOMPILED precompiled_tests)
    endif()
    file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/tst_*.cpp)
    file(RELATIVE_PATH folder ${CMAKE_SOURCE_DIR}/tests ${CMAKE_CURRENT_SOURCE_DIR})
    foreach(source IN LISTS sources)
        get_filename_component(stem ${source} NAME_WE)
        string(REPLACE "/" "_" target "${folder}_${stem}")
        add_executable(${target} ${source})
        set_target_properties(${target} PROPERTIES UNITY_BUILD OFF) # one file each
        gatehouse_moc(${target} ${source})
        target_link_libraries(${target} PRIVATE ${arg_LIBRARIES} gatehouse_flags Qt6::Test)
        gatehouse_precompile(${target} ${arg_PRECOMPILED})
        add_test(NAME ${folder}/${stem} COMMAND ${target})
        set_tests_properties(${folder}/${stem} PROPERTIES LABELS ${arg_LABEL} TIMEOUT ${GATEHOUSE_TEST_SECONDS})
    endforeach()
endfunction()
