// SPDX-License-Identifier: Apache-2.0
// The uvx of uv's releases, which npm does not have: it starts the uv that lies beside it as `uv tool uvx`.
#include <climits>
#include <string>
#include <unistd.h>
#include <vector>

int main(int count, char** arguments)
{
    char own[PATH_MAX];
    const auto size = ::readlink("/proc/self/exe", own, sizeof own);
    if (size <= 0)
        return 2;
    const std::string path(own, static_cast<std::size_t>(size));
    auto uv = path.substr(0, path.rfind('/')) + "/uv";
    std::string tool = "tool";
    std::string uvx = "uvx";
    std::vector<char*> argv{uv.data(), tool.data(), uvx.data()};
    argv.insert(argv.end(), arguments + 1, arguments + count);
    argv.push_back(nullptr);
    ::execv(uv.c_str(), argv.data());
    return 2;
}
