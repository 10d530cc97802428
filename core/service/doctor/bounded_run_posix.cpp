// SPDX-License-Identifier: Apache-2.0
#include "core/service/doctor/bounded_run.h"

#include <QElapsedTimer>
#include <QProcess>

#include <algorithm>
#include <csignal>
#include <unistd.h>

namespace gatehouse::service {
namespace {

constexpr std::size_t kOutputLimit = std::size_t{64} << 10;
constexpr std::size_t kErrorLines = 20;
constexpr std::size_t kErrorLineBytes = 400;
constexpr int kEndingMilliseconds = 2000;
constexpr int kTick = 50;

/// The end of a stream of lines, whatever its length.
class LastLines {
public:
    void add(const QByteArray& bytes)
    {
        for (const char byte : bytes) {
            if (byte == '\n')
                end();
            else if (m_line.size() < kErrorLineBytes)
                m_line += byte;
        }
    }
    std::vector<std::string> take()
    {
        end();
        return std::move(m_lines);
    }

private:
    void end()
    {
        if (m_line.empty())
            return;
        if (m_lines.size() == kErrorLines)
            m_lines.erase(m_lines.begin());
        m_lines.push_back(std::exchange(m_line, {}));
    }

    std::string m_line;
    std::vector<std::string> m_lines;
};

class Run {
public:
    explicit Run(const RunRequest& request)
        : m_request(request)
    {
    }

    RunResult run()
    {
        start();
        if (!m_result.hasStarted)
            return std::move(m_result);
        while (m_process.state() != QProcess::NotRunning && m_clock.elapsed() < m_request.milliseconds &&
            !m_result.hasMetAwaited) {
            m_process.waitForReadyRead(kTick);
            read();
        }
        m_result.milliseconds = m_clock.elapsed();
        m_result.hasTimedOut = m_process.state() != QProcess::NotRunning && !m_result.hasMetAwaited;
        end();
        return std::move(m_result);
    }

private:
    void start()
    {
        QProcessEnvironment environment;
        for (const auto& [name, value] : m_request.environment)
            environment.insert(QString::fromStdString(name), QString::fromStdString(value));
        m_process.setProcessEnvironment(environment);
        m_process.setWorkingDirectory(m_request.workingFolder.empty()
                ? QStringLiteral("/")
                : QString::fromStdString(m_request.workingFolder));
        // No terminal that it could take, and one number that ends all of it.
        m_process.setChildProcessModifier([] { ::setsid(); });
        QStringList arguments;
        for (std::size_t i = 1; i < m_request.argv.size(); ++i)
            arguments << QString::fromStdString(m_request.argv[i]);
        m_clock.start();
        m_process.start(QString::fromStdString(m_request.argv.front()), arguments);
        m_result.hasStarted = m_process.waitForStarted(m_request.milliseconds);
        m_group = static_cast<pid_t>(m_process.processId());
        if (!m_request.input.empty())
            m_process.write(QByteArray::fromStdString(m_request.input));
        if (!m_request.isAwaited)
            m_process.closeWriteChannel();
    }

    void read()
    {
        m_errors.add(m_process.readAllStandardError());
        const auto bytes = m_process.readAllStandardOutput();
        const auto room = kOutputLimit - m_result.output.size();
        m_result.output.append(bytes.constData(), std::min(room, static_cast<std::size_t>(bytes.size())));
        if (!m_request.isAwaited)
            return;
        for (auto newline = m_result.output.find('\n', m_seen);
             newline != std::string::npos && !m_result.hasMetAwaited;
             newline = m_result.output.find('\n', m_seen)) {
            m_result.hasMetAwaited =
                m_request.isAwaited(std::string_view(m_result.output).substr(m_seen, newline - m_seen));
            m_seen = newline + 1;
        }
    }

    void end()
    {
        m_process.closeWriteChannel();
        if (!m_result.hasTimedOut)
            m_process.waitForFinished(kEndingMilliseconds);
        // What it left behind goes, too. The number is its own as long as one of the session lives.
        if (m_group > 0)
            ::kill(-m_group, SIGKILL);
        m_process.waitForFinished(kEndingMilliseconds);
        read();
        m_result.errorLines = m_errors.take();
        if (m_process.exitStatus() == QProcess::CrashExit)
            m_result.signal = "signal " + std::to_string(m_process.exitCode());
        else
            m_result.exitCode = m_process.exitCode();
    }

    const RunRequest& m_request;
    RunResult m_result;
    QProcess m_process;
    QElapsedTimer m_clock;
    LastLines m_errors;
    pid_t m_group = 0;
    std::size_t m_seen = 0;
};

} // namespace

RunResult runBounded(const RunRequest& request)
{
    return Run(request).run();
}

} // namespace gatehouse::service
