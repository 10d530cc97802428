# The one place that holds compiler flags: every target links gatehouse_flags.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)

find_program(GATEHOUSE_CCACHE ccache)
if(GATEHOUSE_CCACHE)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${GATEHOUSE_CCACHE})
endif()

add_library(gatehouse_flags INTERFACE)
target_include_directories(gatehouse_flags INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_definitions(gatehouse_flags INTERFACE GATEHOUSE_VERSION="${PROJECT_VERSION}"
    QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_KEYWORDS)
target_compile_options(gatehouse_flags INTERFACE
    -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wold-style-cast -Wnon-virtual-dtor -Woverloaded-virtual -Werror
    -fstack-protector-strong -ffunction-sections -fdata-sections
    # Objects name no path of the machine that built them.
    -ffile-prefix-map=${CMAKE_SOURCE_DIR}/=)
target_link_options(gatehouse_flags INTERFACE -Wl,--gc-sections -Wl,-z,relro,-z,now)
if(CMAKE_BUILD_TYPE STREQUAL "Release" OR CMAKE_BUILD_TYPE STREQUAL "RelWithDebInfo")
    target_compile_definitions(gatehouse_flags INTERFACE _FORTIFY_SOURCE=2 _GLIBCXX_ASSERTIONS)
endif()
if(CMAKE_BUILD_TYPE STREQUAL "Release" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # What these find depends on what was inlined, and fully optimised GCC 12 finds overlaps and overruns inside its own std::string
    # (GCC bug 105651). A user's build must not end with that: dev, which optimises less, has them as errors.
    target_compile_options(gatehouse_flags INTERFACE -Wno-restrict -Wno-maybe-uninitialized -Wno-array-bounds
        -Wno-stringop-overflow -Wno-stringop-overread -Wno-dangling-pointer)
endif()
if(GATEHOUSE_SANITIZE)
    # For what measures memory or time, which are a sanitizer's then, or rests on a program being static.
    target_compile_definitions(gatehouse_flags INTERFACE GATEHOUSE_SANITIZED)
    target_compile_options(gatehouse_flags INTERFACE -fsanitize=${GATEHOUSE_SANITIZE} -fno-omit-frame-pointer
        -fno-sanitize-recover=all)
    target_link_options(gatehouse_flags INTERFACE -fsanitize=${GATEHOUSE_SANITIZE})
endif()
if(GATEHOUSE_SANITIZER_REPORTS)
    # Linked into every program, since no environment reaches all of them.
    add_library(sanitizer_options OBJECT ${CMAKE_SOURCE_DIR}/tests/support/sanitizer/default_options.cpp)
    target_compile_definitions(sanitizer_options PRIVATE GATEHOUSE_SANITIZER_REPORTS="${GATEHOUSE_SANITIZER_REPORTS}")
    target_link_libraries(gatehouse_flags INTERFACE $<TARGET_OBJECTS:sanitizer_options>)
    file(MAKE_DIRECTORY ${GATEHOUSE_SANITIZER_REPORTS})
endif()
find_program(GATEHOUSE_MOLD mold)
if(GATEHOUSE_MOLD AND NOT CMAKE_BUILD_TYPE STREQUAL "Release")
    target_link_options(gatehouse_flags INTERFACE -fuse-ld=mold)
endif()
