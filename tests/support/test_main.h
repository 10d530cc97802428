// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdio>
#include <initializer_list>
#include <string_view>

namespace gatehouse::tests {

/// A test of a folder whose tests are one program, and what Qt Test's macro made its main().
struct NamedTest {
    std::string_view name;
    int (*run)(int argc, char** argv);
};

/// Runs the test that the first argument names, with the arguments behind it; 64 (EX_USAGE) where none is
/// called so.
inline int runNamed(std::initializer_list<NamedTest> tests, int argc, char** argv)
{
    const std::string_view name = argc > 1 ? argv[1] : "";
    for (const auto& test : tests)
        if (test.name == name) {
            argv[1] = argv[0];
            return test.run(argc - 1, argv + 1);
        }
    std::fprintf(stderr, "which test? %s TEST [ARGUMENT…]; there are:\n", argc > 0 ? argv[0] : "");
    for (const auto& test : tests)
        std::fprintf(stderr, "  %.*s\n", static_cast<int>(test.name.size()), test.name.data());
    return 64;
}

} // namespace gatehouse::tests
