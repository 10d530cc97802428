// SPDX-License-Identifier: Apache-2.0
#include "tests/support/fake_mcp_server/surroundings.h"

#include <array>
#include <climits>
#include <csignal>
#include <cstdio>
#include <dirent.h>
#include <fcntl.h>
#include <string>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

namespace gatehouse::fake {
namespace {

std::string signals()
{
    sigset_t blocked;
    ::sigprocmask(SIG_SETMASK, nullptr, &blocked);
    std::string text;
    for (int signal = 1; signal < SIGRTMIN; ++signal) {
        struct sigaction action {};
        if (::sigismember(&blocked, signal) == 1)
            text += " blocked:" + std::to_string(signal);
        if (::sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN)
            text += " ignored:" + std::to_string(signal);
    }
    return text;
}

std::string descriptors()
{
    std::string text;
    DIR* const folder = ::opendir("/proc/self/fd");
    if (folder == nullptr)
        return text;
    while (const dirent* const entry = ::readdir(folder)) {
        const std::string name = entry->d_name;
        if (name != "." && name != ".." && name != std::to_string(::dirfd(folder)))
            text += ' ' + name;
    }
    ::closedir(folder);
    return text;
}

} // namespace

void report(const std::string& file, int argc, char** argv)
{
    std::FILE* const out = std::fopen(file.c_str(), "we");
    if (out == nullptr)
        return;
    std::array<char, PATH_MAX> folder{};
    if (::getcwd(folder.data(), folder.size()) == nullptr)
        folder.front() = '\0';
    const auto mask = ::umask(0);
    ::umask(mask);
    rlimit files{};
    ::getrlimit(RLIMIT_NOFILE, &files);
    std::fprintf(out, "pid %d\ncwd %s\numask %03o\nfiles %lu\nsignals%s\ndescriptors%s\n", ::getpid(),
        folder.data(), mask, static_cast<unsigned long>(files.rlim_cur), signals().c_str(),
        descriptors().c_str());
    for (int i = 0; i < argc; ++i)
        std::fprintf(out, "argv %s\n", argv[i]);
    for (char** at = environ; *at != nullptr; ++at)
        std::fprintf(out, "env %s\n", *at);
    std::fclose(out);
}

void startDaemon(const std::string& file)
{
    if (::fork() != 0)
        return;
    ::setsid();
    if (::fork() != 0)
        ::_exit(0);
    std::signal(SIGTERM, SIG_IGN);
    std::signal(SIGHUP, SIG_IGN);
    const int nothing = ::open("/dev/null", O_RDWR);
    for (int standard = 0; standard <= STDERR_FILENO; ++standard)
        ::dup2(nothing, standard);
    const auto temporary = file + ".new";
    if (std::FILE* const out = std::fopen(temporary.c_str(), "we"); out != nullptr) {
        std::fprintf(out, "%d", ::getpid());
        std::fclose(out);
        std::rename(temporary.c_str(), file.c_str());
    }
    for (;;)
        ::pause();
}

void startHolder()
{
    if (::fork() != 0)
        return;
    for (;;)
        ::pause();
}

} // namespace gatehouse::fake
