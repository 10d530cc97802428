// SPDX-License-Identifier: Apache-2.0
#include "core/base/file.h"
#include "core/service/launch_files.h"
#include "core/trust/command_search.h"

#include <QDir>
#include <QTemporaryDir>
#include <QtTest>

#include <array>
#include <random>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace gatehouse;

/// A wrapped server starts wherever the bare one did: what the wrapper finds for a command is what execvp(3)
/// of the client would have run, tried on the real one.
class TestAsExecvp : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void findsWhatExecvpRuns_data();
    void findsWhatExecvpRuns();
    void findsWhatExecvpRunsInAnySurroundings();

private:
    void file(const std::string& name, const std::string& bytes, mode_t mode) const
    {
        const auto full = at(name);
        QDir().mkpath(QString::fromStdString(full.substr(0, full.rfind('/'))));
        QVERIFY(base::replaceFile(full, bytes, mode));
    }
    std::string at(const std::string& name) const { return m_root + "/" + name; }

    /// The program that a client with this PATH, in this folder, gets for the command; empty where it gets
    /// none.
    std::string executed(const std::string& command, const std::optional<std::string>& path) const;
    std::string found(const std::string& command, const std::optional<std::string>& path) const;

    QTemporaryDir m_folder;
    std::string m_root;
    service::LaunchFiles m_files;
};

namespace {

// Prints the file that it is, by device and inode: names differ where links and "." are in them.
constexpr const char* kSayer = "#!/bin/sh\n/usr/bin/stat -Lc %d:%i \"$0\"\n";
constexpr const char* kNoShebang = "/usr/bin/stat -Lc %d:%i \"$0\"\n";

} // namespace

void TestAsExecvp::initTestCase()
{
    m_root = QFileInfo(m_folder.path()).canonicalFilePath().toStdString();
    for (const std::string folder : {"a", "b", "work/bin", "work"})
        file(folder + "/tool", kSayer, 0755);
    file("a/locked", kSayer, 0600);
    file("b/locked", kSayer, 0755);
    QDir().mkpath(QString::fromStdString(at("a/folder")));
    file("b/folder", kSayer, 0755);
    file("a/dangling", "#!/no/such/interpreter\n", 0755);
    file("b/dangling", kSayer, 0755);
    file("a/blocked", "#!" + at("a/locked") + "\n", 0755);
    file("b/blocked", kSayer, 0755);
    file("a/plain", kNoShebang, 0755);
    file("b/plain", kSayer, 0755);
    file("b/only-b", kSayer, 0755);
    file("work/only-here", kSayer, 0755);
    QVERIFY(::symlink("nowhere", at("a/lost").c_str()) == 0);
    file("b/lost", kSayer, 0755);
    QVERIFY(::symlink("../b/only-b", at("a/linked").c_str()) == 0);
}

std::string TestAsExecvp::executed(const std::string& command, const std::optional<std::string>& path) const
{
    std::array<int, 2> output{};
    if (::pipe(output.data()) != 0)
        qFatal("no pipe");
    const pid_t child = ::fork();
    if (child == 0) {
        ::dup2(output[1], STDOUT_FILENO);
        if (::chdir(at("work").c_str()) != 0)
            ::_exit(1);
        if (path)
            ::setenv("PATH", path->c_str(), 1);
        else
            ::unsetenv("PATH");
        std::string word = command;
        std::array<char*, 2> argv{word.data(), nullptr};
        ::execvp(command.c_str(), argv.data());
        ::_exit(127);
    }
    ::close(output[1]);
    std::string text;
    std::array<char, 256> buffer{};
    for (ssize_t got = 0; (got = ::read(output[0], buffer.data(), buffer.size())) > 0;)
        text.append(buffer.data(), static_cast<std::size_t>(got));
    ::close(output[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    return text.substr(0, text.find('\n'));
}

std::string TestAsExecvp::found(const std::string& command, const std::optional<std::string>& path) const
{
    trust::LaunchRequest request;
    request.argv = {command};
    request.workingFolder = at("work");
    if (path)
        request.environment = {{"PATH", *path}};
    const auto found = trust::findCommand(command, request, m_files);
    const auto stamp = found ? base::stampOf(found->path) : base::Result<base::FileStamp>(base::Error{});
    return stamp ? std::to_string(stamp->device) + ":" + std::to_string(stamp->inode) : std::string();
}

void TestAsExecvp::findsWhatExecvpRuns_data()
{
    QTest::addColumn<QString>("command");
    QTest::addColumn<QString>("path");
    QTest::addColumn<bool>("isThere");
    const auto row = [](const char* name, const char* command, const char* path, bool isThere) {
        QTest::newRow(name) << QString::fromLatin1(command) << QString::fromLatin1(path) << isThere;
    };
    row("first folder wins", "tool", "@/a:@/b", true);
    row("not executable is passed over", "locked", "@/a:@/b", true);
    row("not executable alone", "locked", "@/a", false);
    row("a folder is passed over", "folder", "@/a:@/b", true);
    row("a lost link is passed over", "lost", "@/a:@/b", true);
    row("a script without its interpreter is passed over", "dangling", "@/a:@/b", true);
    row("a script whose interpreter may not run is passed over", "blocked", "@/a:@/b", true);
    row("a script without its interpreter alone", "dangling", "@/a", false);
    row("a script without #!", "plain", "@/a:@/b", true);
    row("a link", "linked", "@/a", true);
    row("empty PATH is the folder", "only-here", "", true);
    row("empty part in front", "tool", ":@/a", true);
    row("empty part in the middle", "only-here", "@/a::@/b", true);
    row("empty part at the end", "only-here", "@/a:", true);
    row("relative part", "tool", "bin:@/a", true);
    row("dot", "only-here", ".", true);
    row("no such folder, a file as folder", "only-b", "/no/such:@/a/tool:@/b", true);
    row("slash looks at no PATH", "./tool", "@/a", true);
    row("slash within", "bin/tool", "@/a", true);
    row("up and down", "../a/tool", "@/b", true);
    row("slash, not there", "a/tool", "@/a", false);
    row("not there", "no-such-tool", "@/a:@/b", false);
    row("a shell's builtin", "cd", "@/a:@/b", false);
    row("no shell words", "tool -x", "@/a", false);
    row("no expansion", "~/tool", "@/a", false);
    row("the empty command", "", "@/a", false);
    row("PATH is not set", "true", "unset", false);
}

void TestAsExecvp::findsWhatExecvpRuns()
{
    QFETCH(QString, command);
    QFETCH(QString, path);
    QFETCH(bool, isThere);
    std::optional<std::string> folders;
    if (path != QStringLiteral("unset"))
        folders = path.replace(QLatin1Char('@'), QString::fromStdString(m_root)).toStdString();

    const auto ran = executed(command.toStdString(), folders);
    const auto seen = found(command.toStdString(), folders);

    if (!folders) { // /bin/true says nothing; that it is found is what counts
        QVERIFY(!seen.empty());
        return;
    }
    QCOMPARE(seen, ran);
    QCOMPARE(!seen.empty(), isThere);
}

void TestAsExecvp::findsWhatExecvpRunsInAnySurroundings()
{
    const std::array<std::string, 9> folders{
        at("a"), at("b"), "", ".", "bin", "../a", "/no/such", at("a/tool"), at("a/folder")};
    const std::array<std::string, 12> commands{"tool", "locked", "folder", "dangling", "blocked", "plain",
        "only-b", "only-here", "lost", "linked", "bin/tool", "none"};
    std::mt19937 random(20261125); // NOLINT: the same tries every time
    const auto any = [&random](const auto& list) {
        return list[std::uniform_int_distribution<std::size_t>(0, list.size() - 1)(random)];
    };
    int met = 0;
    for (int round = 0; round < 300; ++round) {
        std::string path = any(folders);
        for (int more = std::uniform_int_distribution<int>(0, 4)(random); more > 0; --more)
            path += ":" + any(folders);
        const auto command = any(commands);

        const auto ran = executed(command, path);
        const auto seen = found(command, path);

        QVERIFY2(seen == ran, (command + " along " + path + ": found " + seen + ", ran " + ran).c_str());
        met += ran.empty() ? 0 : 1;
    }
    QVERIFY(met > 100);
}

QTEST_APPLESS_MAIN(TestAsExecvp)
#include "tst_as_execvp.moc"
