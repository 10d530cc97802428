# A folder's tests: every tst_x.cpp is one ctest, whether it is an executable of its own or a part of its folder's.

# How long a test may take, which none does on a machine of its own.
set(GATEHOUSE_TEST_SECONDS 120)
if(GATEHOUSE_SANITIZE MATCHES thread OR GATEHOUSE_SANITIZER_REPORTS)
    set(GATEHOUSE_TEST_SECONDS 900)
endif()

# Half of what compiling a test takes is the templates of Qt Test and of the standard library, the same for each. Compiled together, six at
# a time, a folder's tests share them. The price is that all six are compiled where one changed.
option(GATEHOUSE_TEST_BATCHES "Compile a folder's tests six at a time into one executable" OFF)
set(GATEHOUSE_TEST_BATCH 6)

# What must stand outside of all namespaces, or changes what headers mean, cannot share a file with others.
set(GATEHOUSE_ALONE "QTEST_MAIN\\(|Q_DECLARE_METATYPE|^void\\* operator new|^#include \"moc_|^#define GATEHOUSE_PORTABLE|^namespace gatehouse")

# gatehouse_test_executable(TARGET TOGETHER target of all FILES … SOURCES … PRECOMPILED … LIBRARIES …
# DEFINITIONS … DEPENDS …): FILES are compiled, SOURCES are the tests.
function(gatehouse_test_executable target)
    cmake_parse_arguments(arg "" "PRECOMPILED;TOGETHER" "FILES;SOURCES;LIBRARIES;DEFINITIONS;DEPENDS" ${ARGN})
    add_executable(${target} ${arg_FILES})
    set_target_properties(${target} PROPERTIES UNITY_BUILD OFF)
    target_compile_definitions(${target} PRIVATE ${arg_DEFINITIONS})
    target_link_libraries(${target} PRIVATE ${arg_LIBRARIES} gatehouse_flags Qt6::Test)
    gatehouse_precompile(${target} ${arg_PRECOMPILED})
    if(arg_DEPENDS)
        add_dependencies(${target} ${arg_DEPENDS})
    endif()
    add_dependencies(${arg_TOGETHER} ${target})
    foreach(source IN LISTS arg_SOURCES)
        gatehouse_moc(${target} ${source})
    endforeach()
endfunction()

# The files that hold SOURCES, some in each and one with main(), into the list FILES of the caller.
function(gatehouse_test_batches files folder)
    set(script ${CMAKE_SOURCE_DIR}/resources/cmake/write_test_batch.cmake)
    set(result ${folder}/main.cpp)
    gatehouse_write_test_main(${folder}/main.cpp ${ARGN})
    list(LENGTH ARGN length)
    math(EXPR last "${length} - 1")
    foreach(first RANGE 0 ${last} ${GATEHOUSE_TEST_BATCH})
        list(SUBLIST ARGN ${first} ${GATEHOUSE_TEST_BATCH} batch)
        set(output ${folder}/batch_${first}.cpp)
        add_custom_command(OUTPUT ${output} DEPENDS ${batch} ${script} VERBATIM
            COMMAND ${CMAKE_COMMAND} -DOUTPUT=${output} "-DSOURCES=${batch}" -P ${script})
        list(APPEND result ${output})
    endforeach()
    set(${files} ${result} PARENT_SCOPE)
endfunction()

# A program that runs the test that its first argument names.
function(gatehouse_write_test_main output)
    set(declarations "")
    set(rows "")
    foreach(source IN LISTS ARGN)
        get_filename_component(stem ${source} NAME_WE)
        string(APPEND declarations "namespace ${stem} { int main(int, char**); }\n")
        string(APPEND rows "    {\"${stem}\", &${stem}::main},\n")
    endforeach()
    file(CONFIGURE OUTPUT ${output} @ONLY CONTENT "#include \"tests/support/test_main.h\"
@declarations@
int main(int argc, char** argv)
{
    return gatehouse::tests::runNamed({
@rows@    }, argc, argv);
}
")
endfunction()

# gatehouse_tests(LABEL unit [PRECOMPILED precompiled_widget_tests] LIBRARIES … [DEFINITIONS …] [DEPENDS programs]) makes of every tst_*.cpp of
# the calling folder one ctest. The target unit_tests builds all programs of that label, in whatever folder.
function(gatehouse_tests)
    cmake_parse_arguments(arg "" "LABEL;PRECOMPILED" "LIBRARIES;DEFINITIONS;DEPENDS" ${ARGN})
    if(NOT arg_PRECOMPILED)
        set(arg_PRECOMPILED precompiled_tests)
    endif()
    if(NOT TARGET ${arg_LABEL}_tests)
        add_custom_target(${arg_LABEL}_tests)
    endif()
    set(words TOGETHER ${arg_LABEL}_tests PRECOMPILED ${arg_PRECOMPILED} LIBRARIES ${arg_LIBRARIES} DEFINITIONS ${arg_DEFINITIONS} DEPENDS ${arg_DEPENDS})
    file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/tst_*.cpp)
    file(RELATIVE_PATH folder ${CMAKE_SOURCE_DIR}/tests ${CMAKE_CURRENT_SOURCE_DIR})
    string(REPLACE "/" "_" together ${folder})
    set(batched "")
    foreach(source IN LISTS sources)
        get_filename_component(stem ${source} NAME_WE)
        file(STRINGS ${source} reasons REGEX ${GATEHOUSE_ALONE})
        if(GATEHOUSE_TEST_BATCHES AND NOT reasons)
            list(APPEND batched ${source})
            add_test(NAME ${folder}/${stem} COMMAND ${together} ${stem})
        else()
            gatehouse_test_executable(${together}_${stem} FILES ${source} SOURCES ${source} ${words})
            add_test(NAME ${folder}/${stem} COMMAND ${together}_${stem})
        endif()
        set_tests_properties(${folder}/${stem} PROPERTIES LABELS ${arg_LABEL} TIMEOUT ${GATEHOUSE_TEST_SECONDS})
    endforeach()
    if(batched)
        gatehouse_test_batches(files ${CMAKE_CURRENT_BINARY_DIR}/${together}_batches ${batched})
        gatehouse_test_executable(${together} FILES ${files} SOURCES ${batched} ${words})
        # GCC takes what is included for a header, whose types should not be made of a file's own.
        target_compile_options(${together} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)
    endif()
endfunction()
