# What nearly every file includes, parsed once; and in the same presets several files of a target are compiled in one go
# (CMAKE_UNITY_BUILD), so that templates are instantiated once for them. Together that takes two thirds off a build. It also lets a file
# pass that does not include what it uses: the plain preset goes without both, and shows that.
option(GATEHOUSE_PRECOMPILE "Parse the standard headers, and Qt's for tests, once for all files" OFF)

if(GATEHOUSE_PRECOMPILE)
    # ccache looks at the sources of a precompiled header only with these.
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${GATEHOUSE_CCACHE})
    if(NOT GATEHOUSE_CCACHE)
        unset(CMAKE_CXX_COMPILER_LAUNCHER)
    endif()
    set(standard_headers <algorithm> <array> <charconv> <chrono> <functional> <map> <memory> <optional> <set> <string>
        <string_view> <utility> <variant> <vector>)

    function(gatehouse_precompiled_headers name)
        cmake_parse_arguments(arg "" "" "HEADERS;LIBRARIES" ${ARGN})
        set(source ${CMAKE_BINARY_DIR}/precompiled/${name}.cpp)
        file(CONFIGURE OUTPUT ${source} CONTENT "")
        add_library(${name} OBJECT ${source})
        target_link_libraries(${name} PRIVATE gatehouse_flags ${arg_LIBRARIES})
        target_compile_options(${name} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)
        if(name MATCHES "tests$")
            target_compile_options(${name} PRIVATE ${GATEHOUSE_TEST_FLAGS})
        endif()
        target_precompile_headers(${name} PRIVATE ${arg_HEADERS})
    endfunction()
    gatehouse_precompiled_headers(precompiled_standard HEADERS ${standard_headers})
    find_package(nlohmann_json 3.11 REQUIRED)
    gatehouse_precompiled_headers(precompiled_json HEADERS ${standard_headers} <nlohmann/json.hpp> LIBRARIES nlohmann_json::nlohmann_json)
    if(GATEHOUSE_TESTS)
        find_package(Qt6 6.4 REQUIRED COMPONENTS Core Test)
    endif()
    if(CMAKE_BUILD_TYPE STREQUAL "RelWithDebInfo")
        # What is tested is optimised, the tests themselves are not: they compile in half the time, and run as fast but for a few.
        set(GATEHOUSE_TEST_FLAGS -O0 -g1 -U_FORTIFY_SOURCE)
    endif()
    # Qt Test tells each test its folders, so that no two could share a header. Ours find their data without.
    if(GATEHOUSE_TESTS)
        set_target_properties(Qt6::Test PROPERTIES INTERFACE_COMPILE_DEFINITIONS QT_TESTLIB_LIB)
        gatehouse_precompiled_headers(precompiled_tests HEADERS ${standard_headers} <QtCore> <QtTest> LIBRARIES Qt6::Core Qt6::Test)
    endif()
    if(GATEHOUSE_QT)
        find_package(Qt6 6.4 REQUIRED COMPONENTS Widgets)
        gatehouse_precompiled_headers(precompiled_service HEADERS ${standard_headers} <nlohmann/json.hpp> <QtCore>
            LIBRARIES nlohmann_json::nlohmann_json Qt6::Core)
        gatehouse_precompiled_headers(precompiled_widgets HEADERS ${standard_headers} <QtWidgets> LIBRARIES Qt6::Widgets)
        if(GATEHOUSE_TESTS)
            gatehouse_precompiled_headers(precompiled_widget_tests HEADERS ${standard_headers} <QtWidgets> <QtTest>
                LIBRARIES Qt6::Widgets Qt6::Test)
        endif()
    endif()
endif()

# gatehouse_precompile(TARGET precompiled_standard): TARGET's files begin with those headers.
function(gatehouse_precompile target headers)
    if(GATEHOUSE_PRECOMPILE)
        target_compile_options(${target} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)
        if(headers MATCHES "tests$" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
            # GCC 12 finds overruns inside its own std::string (GCC bug 105651) and forgets that precompiled headers are the system's.
            target_compile_options(${target} PRIVATE -Wno-array-bounds -Wno-restrict)
        endif()
        if(headers MATCHES "tests$")
            target_compile_options(${target} PRIVATE ${GATEHOUSE_TEST_FLAGS})
        endif()
        target_precompile_headers(${target} REUSE_FROM ${headers})
    endif()
endfunction()
