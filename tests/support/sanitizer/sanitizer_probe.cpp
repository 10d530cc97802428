// SPDX-License-Identifier: Apache-2.0
// sanitizer_probe address|undefined|leak: commits that fault, so that `tests/run.sh --full sanitized` can
// show that a report of a program which nobody listens to is seen.
#include <cstdio>
#include <limits>
#include <memory>
#include <string_view>

namespace {

/// Where the compiler cannot see what is stored or read.
volatile int g_sink = 0;
int* volatile g_lost = nullptr;

void readBehindTheEnd(int beyond)
{
    const auto numbers = std::make_unique<int[]>(4);
    const volatile int* behind = numbers.get() + 3 + beyond;
    g_sink = *behind;
}

void overflow(int more)
{
    g_sink = std::numeric_limits<int>::max() - 1 + more;
}

void leak()
{
    g_lost = new int(1);
    g_lost = nullptr;
}

} // namespace

int main(int count, char** words)
{
    const std::string_view fault = count == 2 ? words[1] : "";
    if (fault == "address")
        readBehindTheEnd(count);
    else if (fault == "undefined")
        overflow(count);
    else if (fault == "leak")
        leak();
    else
        std::fputs("usage: sanitizer_probe address|undefined|leak\n", stderr);
    return fault.empty() ? 2 : 0;
}
