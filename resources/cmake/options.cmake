# What a build contains. Presets set these; nobody needs to by hand.
option(GATEHOUSE_QT "Build the desktop, the command line and everything else that needs Qt" ON)
option(GATEHOUSE_TESTS "Build the tests" ON)
option(GATEHOUSE_FUZZ "Build the libFuzzer targets (clang only)" OFF)
option(GATEHOUSE_BENCH "Build the benchmarks" ON)
option(GATEHOUSE_INSTALL "Define what `cmake --install` and cpack take" ON)
option(GATEHOUSE_STATIC_WRAP "Link gatehouse-wrap as static-pie, so that LD_PRELOAD has no hold on it" ON)
set(GATEHOUSE_SANITIZE "" CACHE STRING "Sanitizers for every target, as in -fsanitize=, for example address,undefined")
set(GATEHOUSE_SANITIZER_REPORTS "" CACHE PATH "Folder for the reports of the sanitizers of every program; empty: they go to stderr")

# A distributor's own key; lists that it signs are believed without a user's consent (resources/docs/intelligence.md).
set(GATEHOUSE_LIST_KEY "" CACHE STRING "Public key of lists that this build trusts, as `gatehouse-cli intelligence keygen` prints it; none by default")
