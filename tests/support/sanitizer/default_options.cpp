// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <string>

#include <unistd.h>

// What the sanitizers of every program of this build do, whoever starts it. A variable would not reach them:
// clients, tests and the wrapper give what they start an environment of its own, and nobody reads its stderr.

#define GATEHOUSE_FOR_SANITIZERS extern "C" __attribute__((visibility("default"), used))

GATEHOUSE_FOR_SANITIZERS const char* __asan_default_options();
GATEHOUSE_FOR_SANITIZERS const char* __asan_default_options()
{
    // An exception that nobody takes and a failed assertion are reported as well.
    return "log_path=" GATEHOUSE_SANITIZER_REPORTS "/address:halt_on_error=1:abort_on_error=1:handle_abort=1";
}

GATEHOUSE_FOR_SANITIZERS const char* __ubsan_default_options();
GATEHOUSE_FOR_SANITIZERS const char* __ubsan_default_options()
{
    return "halt_on_error=1:abort_on_error=1:print_stacktrace=1";
}

// GCC 12 has the path of this sanitizer's reports set in the other's library, which exports a function of the
// same name: they would go to stderr alone.
GATEHOUSE_FOR_SANITIZERS void __ubsan_get_current_report_data(const char** kind, const char** message,
    const char** file, unsigned* line, unsigned* column, char** address);
GATEHOUSE_FOR_SANITIZERS void __ubsan_on_report();
GATEHOUSE_FOR_SANITIZERS void __ubsan_on_report()
{
    const char* kind = "";
    const char* message = "";
    const char* file = "";
    unsigned line = 0;
    unsigned column = 0;
    char* address = nullptr;
    __ubsan_get_current_report_data(&kind, &message, &file, &line, &column, &address);
    const auto path = GATEHOUSE_SANITIZER_REPORTS "/undefined." + std::to_string(::getpid());
    std::FILE* report = std::fopen(path.c_str(), "ae");
    if (report == nullptr)
        return; // the program ends with it all the same
    std::fprintf(report, "%s:%u:%u: %s: %s\n", file, line, column, kind, message);
    std::fclose(report);
}
