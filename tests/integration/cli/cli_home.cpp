// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/cli/cli_home.h"

#include "core/base/file.h"
#include "core/ipc/messages.h"
#include "core/journal/journal_reader.h"
#include "core/journal/journal_writer.h"
#include "core/trust/launch_resolver.h"

#include <QDir>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace gatehouse::tests {
namespace {

constexpr int kProgramMs = 30000;

/// Everything that a terminal's program prints until it ends.
std::string readTerminal(int terminal)
{
    std::string output;
    std::array<char, 4096> buffer{};
    pollfd readable{terminal, POLLIN, 0};
    while (::poll(&readable, 1, kProgramMs) > 0) {
        const auto got = ::read(terminal, buffer.data(), buffer.size());
        if (got <= 0) // EIO: the last one on the other side has gone
            break;
        output.append(buffer.data(), static_cast<std::size_t>(got));
    }
    return output;
}

} // namespace

CliHome::CliHome()
    : places(base::placesIn(QDir(m_folder.path()).canonicalPath().toStdString()).value())
{
}

QString CliHome::program()
{
    return QStringLiteral(GATEHOUSE_CLI_PROGRAM);
}

QProcessEnvironment CliHome::environment() const
{
    QProcessEnvironment environment;
    environment.insert(QStringLiteral("HOME"), QString::fromStdString(places.home));
    environment.insert(QStringLiteral("PATH"), qEnvironmentVariable("PATH"));
    environment.insert(QStringLiteral("TERM"), QStringLiteral("xterm"));
    environment.insert(QStringLiteral("LANG"), QStringLiteral("C.UTF-8"));
    return environment;
}

CliRun CliHome::run(const QStringList& arguments, const QByteArray& input) const
{
    QProcess process;
    process.setProcessEnvironment(environment());
    process.start(program(), arguments);
    process.write(input);
    process.closeWriteChannel();
    if (!process.waitForFinished(kProgramMs))
        process.kill();
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
        process.readAllStandardOutput().toStdString(), process.readAllStandardError().toStdString()};
}

CliRun CliHome::runAtTerminal(const QStringList& arguments, const std::string& answer) const
{
    std::vector<std::string> words{program().toStdString()};
    for (const auto& word : arguments)
        words.push_back(word.toStdString());
    std::vector<std::string> variables;
    for (const auto& one : environment().toStringList())
        variables.push_back(one.toStdString());
    std::vector<char*> argv;
    std::vector<char*> envp;
    for (auto& word : words)
        argv.push_back(word.data());
    for (auto& variable : variables)
        envp.push_back(variable.data());
    argv.push_back(nullptr);
    envp.push_back(nullptr);
    int terminal = -1;
    const pid_t child = ::forkpty(&terminal, nullptr, nullptr, nullptr);
    if (child == 0) {
        ::execve(argv[0], argv.data(), envp.data());
        ::_exit(127);
    }
    if (!answer.empty() && !base::writeAll(terminal, answer))
        ::kill(child, SIGKILL);
    CliRun run;
    run.output = readTerminal(terminal);
    int status = 0;
    ::waitpid(child, &status, 0);
    ::close(terminal);
    run.exitCode = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return run;
}

void CliHome::write(const std::string& name, const std::string& bytes, int mode) const
{
    const auto full = path(name);
    QDir().mkpath(QString::fromStdString(full.substr(0, full.rfind('/'))));
    if (!base::replaceFile(full, bytes, static_cast<mode_t>(mode)))
        qFatal("cannot write %s", full.c_str());
}

std::string CliHome::read(const std::string& name) const
{
    constexpr std::size_t kMost = std::size_t{256} << 20; // a sanitized wrapper is 70 MB
    return base::readFile(path(name), kMost).value();
}

void CliHome::declare(const std::string& name, const std::vector<std::string>& command) const
{
    const nlohmann::json file{{"mcpServers",
        {{name, {{"command", command.front()}, {"args", std::vector(command.begin() + 1, command.end())}}}}}};
    write(".cursor/mcp.json", file.dump(2) + "\n");
}

std::string CliHome::askInJournal(const model::LaunchIdentity& identity) const
{
    constexpr base::UnixMilliseconds kAt = 1'700'000'000'000;
    auto writer = journal::JournalWriter::create(places.journalFolder, "one", kAt, UINT64_MAX).value();
    const auto id = trust::cardId(identity);
    const auto launch = R"("digest":")" + trust::identityDigest(identity) + R"(","identity":)" +
        ipc::identityToJson(identity);
    model::SessionEvent event;
    event.at = kAt;
    event.kind = "session-start";
    event.server = identity.entry.name;
    event.details = R"({"session":"s","pid":1,)" + launch + "}";
    writer.append(event);
    event.kind = "pending";
    event.action = model::Action::Ask;
    event.details =
        R"({"client":"c","probe":false,"card":")" + id + R"(","why":"not-approved",)" + launch + "}";
    writer.append(event);
    if (!writer.flush())
        qFatal("no journal");
    return id;
}

std::vector<model::SessionEvent> CliHome::journalled(const std::string& kind) const
{
    std::vector<model::SessionEvent> events;
    const auto paths = journal::listJournals(places.journalFolder);
    for (const auto& path : *paths) {
        const auto chunk = journal::readJournal(path, 0, 100'000);
        for (const auto& event : chunk->events) {
            if (event.kind == kind)
                events.push_back(event);
        }
    }
    return events;
}

} // namespace gatehouse::tests
