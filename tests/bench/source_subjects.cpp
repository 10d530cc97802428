// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/source_subjects.h"

#include "core/base/file.h"
#include "tests/bench/child_process.h"
#include "tests/bench/session.h"

#include <array>
#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace gatehouse::bench {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kSourceLines = 60; // some 2 KB
constexpr std::size_t kFolders = 4;

/// server.js, a package.json that makes its folder the project, and `count` modules in four folders.
std::string makeProject(const fs::path& folder, std::size_t count)
{
    fs::create_directories(folder);
    std::ofstream(folder / "package.json") << "{\"name\":\"bench\"}\n";
    std::ofstream(folder / "server.js") << "require('./lib0/module0.js');\n";
    for (std::size_t at = 0; at < count; ++at) {
        const auto inner = folder / ("lib" + std::to_string(at % kFolders));
        fs::create_directories(inner);
        std::ofstream file(inner / ("module" + std::to_string(at) + ".js"));
        for (std::size_t line = 0; line < kSourceLines; ++line)
            file << "exports.value" << line << " = " << line * (at + 1) << ";\n";
    }
    return (folder / "server.js").string();
}

base::Result<void> run(const std::vector<std::string>& command, const std::vector<std::string>& environment)
{
    auto child = startChild(command, environment);
    if (!child)
        return child.error();
    child->input.close();
    std::string said;
    std::array<char, 4096> buffer{};
    for (ssize_t count = 0; (count = ::read(child->output.get(), buffer.data(), buffer.size())) > 0;)
        said.append(buffer.data(), static_cast<std::size_t>(count));
    if (const int status = child->wait(); status != 0)
        return base::Error{base::ErrorCode::Internal,
            command.front() + " ended with " + std::to_string(status) + ": " + said};
    return {};
}

/// Approved, and started once, so that its files and their hashes are in the snapshot.
base::Result<void> makeKnown(
    const Programs& programs, const SourceSubject& subject, const std::vector<std::string>& words)
{
    std::vector<std::string> approve{programs.cli, "approve", "--"};
    approve.insert(approve.end(), words.begin(), words.end());
    if (auto approved = run(approve, subject.environment); !approved)
        return approved;
    double ignored = 0;
    auto session = BenchSession::start(subject.command, subject.environment, ignored);
    if (!session)
        return session.error();
    session->finish();
    return run({programs.cli, "snapshot"}, subject.environment);
}

} // namespace

base::Result<std::vector<SourceSubject>> makeSourceSubjects(const Programs& programs, const ScratchHome& home,
    const std::vector<std::size_t>& counts, const std::vector<std::string>& before)
{
    const fs::path root = home.path();
    const auto interpreter = root / "bin" / "node";
    std::error_code failure;
    fs::create_directories(interpreter.parent_path());
    if (!fs::copy_file(programs.server, interpreter, failure))
        return base::Error{base::ErrorCode::Internal, programs.server + ": " + failure.message()};
    std::vector<SourceSubject> subjects;
    const auto add = [&](std::string name, std::vector<std::string> words,
                         std::size_t sources) -> base::Result<void> {
        SourceSubject subject{std::move(name), before, {"HOME=" + home.path()}, sources};
        subject.command.push_back(programs.wrap);
        subject.command.insert(subject.command.end(), words.begin(), words.end());
        auto known = makeKnown(programs, subject, words);
        subjects.push_back(std::move(subject));
        return known;
    };
    if (auto added = add("program", {programs.server}, 0); !added)
        return added.error();
    for (const auto count : counts) {
        const auto script = makeProject(root / ("project" + std::to_string(count)), count);
        if (auto added = add(std::to_string(count) + " sources", {interpreter.string(), script}, count);
            !added)
            return added.error();
    }
    return subjects;
}

base::Result<void> checkSources(const ScratchHome& home, const std::vector<SourceSubject>& subjects)
{
    constexpr std::size_t kLookedAtEach = 256; // core/trust/source_files.cpp
    const auto snapshot =
        base::readFile(home.path() + "/.local/state/gatehouse/snapshot", std::size_t{64} << 20);
    if (!snapshot)
        return snapshot.error();
    for (const auto& subject : subjects) {
        std::size_t known = 0;
        for (std::size_t at = 0; at < subject.sources; ++at) {
            const auto name = "/project" + std::to_string(subject.sources) + "/lib" +
                std::to_string(at % kFolders) + "/module" + std::to_string(at) + ".js";
            known += snapshot->find(name) != std::string::npos ? 1 : 0;
        }
        const bool isAll = known == subject.sources;
        if (isAll != (subject.sources <= kLookedAtEach))
            return base::Error{base::ErrorCode::Internal,
                subject.name + ": the wrapper knows " + std::to_string(known) + " of them"};
    }
    return {};
}

} // namespace gatehouse::bench
