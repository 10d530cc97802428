// SPDX-License-Identifier: Apache-2.0
#include "app/cli/list_builder.h"
#include "app/cli/list_commands.h"
#include "core/base/clock.h"
#include "core/base/file.h"

#include <filesystem>

namespace gatehouse::cli {
namespace {

namespace intel = intelligence;

constexpr std::size_t kMaxKeyBytes = 4096;
constexpr base::UnixMilliseconds kDayMs = 24LL * 60 * 60 * 1000;

/// Makes a key pair: the secret one into a file, the public one beside it.
class Keygen final : public Command {
public:
    std::string name() const override { return "keygen"; }
    std::string summary() const override { return "Make a key that lists are signed with"; }
    void declare(CLI::App& app) override
    {
        app.add_option("FILE", m_file, "Where the secret key goes; the public one goes to FILE.pub")
            ->required();
    }

    ExitCode run(const Surroundings&, Console& console) override
    {
        std::error_code ignored;
        if (std::filesystem::exists(std::filesystem::symlink_status(m_file, ignored)))
            return console.fail({base::ErrorCode::InvalidArgument, m_file + " is there already"});
        const auto key = intel::makeSecretKey();
        const auto open = key.publicKey();
        if (const auto written = base::replaceFile(m_file, intel::toText(key) + '\n', 0600); !written)
            return console.fail(written.error());
        if (const auto written = base::replaceFile(m_file + ".pub", intel::toText(open) + '\n', 0644);
            !written)
            return console.fail(written.error());
        console.line("The secret key is in " + safe(m_file) + ": whoever has it can sign lists.");
        console.line("Hand out  " + intel::toText(open));
        console.line(
            "Print     " + intel::fingerprint(intel::idOfKey(open)) + "  where people can compare it");
        console.answer(
            {{"publicKey", intel::toText(open)}, {"fingerprint", intel::fingerprint(intel::idOfKey(open))}});
        return ExitCode::Ok;
    }

private:
    std::string m_file;
};

/// Makes a signed list out of an OSV export.
class Build final : public Command {
public:
    std::string name() const override { return "build"; }
    std::string summary() const override { return "Make a signed list out of a folder of OSV documents"; }
    void declare(CLI::App& app) override
    {
        app.add_option("FOLDER", m_material.osvFolder, "OSV documents (*.json), at any depth");
        app.add_option("--key", m_keyFile, "The secret key that `keygen` made")->required();
        app.add_option("-o,--output", m_output, "The list")->required();
        app.add_option("--title", m_title, "What people see it called");
        app.add_option("--sequence", m_sequence,
            "Its number, which must grow with each list of a key; the time in seconds where none is given");
        app.add_option("--days", m_days, "Warn that it is old after so many days; 0: never");
        app.add_option("--hashes", m_material.hashesFile, "Denied files: lines of SHA256 ID why");
        app.add_option(
            "--names", m_material.namesFile, "Names that others imitate: lines of npm NAME, PyPI NAME");
        app.add_option(
            "--rules", m_material.rulesFile, "Patterns to point out in messages: lines of NAME RE2");
        app.add_flag("--skip-invalid", m_material.skipsInvalid, "Leave out files that are no OSV documents");
    }

    ExitCode run(const Surroundings&, Console& console) override
    {
        const auto keyText = base::readFile(m_keyFile, kMaxKeyBytes);
        if (!keyText)
            return console.fail(keyText.error());
        const auto key = intel::secretKeyFromText(*keyText);
        if (!key)
            return console.fail(key.error());
        auto built = buildList(m_material);
        if (!built)
            return console.fail(built.error());
        for (const auto& one : built->skipped)
            console.warn("left out: " + safe(one));
        const auto now = base::SystemClock().now();
        constexpr base::UnixMilliseconds kMsInSecond = 1000;
        auto& head = built->content.head;
        head.title = m_title;
        head.sequence = m_sequence != 0 ? m_sequence : static_cast<std::uint64_t>(now / kMsInSecond);
        head.issued = now;
        head.expires = m_days == 0 ? 0 : now + m_days * kDayMs;
        const auto sealed = intel::sealBundle(built->content, *key);
        if (!sealed)
            return console.fail(sealed.error());
        if (const auto written = base::replaceFile(m_output, *sealed, 0644); !written)
            return console.fail(written.error());
        say(*built, sealed->size(), console);
        return ExitCode::Ok;
    }

private:
    void say(const BuiltList& built, std::size_t bytes, Console& console) const
    {
        const auto& content = built.content;
        console.line(safe(m_output) + ": number " + std::to_string(content.head.sequence) + ", " +
                std::to_string(content.advisories.size()) + " advisories out of " +
                std::to_string(built.documents) + " documents (" + std::to_string(built.unrelated) +
                " are about nothing of npm or PyPI), " + std::to_string(content.hashes.size()) +
                " denied files, " + std::to_string(content.names.size()) + " names, " +
                std::to_string(content.rules.size()) + " patterns, " + std::to_string(bytes) + " bytes.",
            Style::Good);
        console.answer({{"file", safe(m_output)}, {"sequence", content.head.sequence},
            {"documents", built.documents}, {"unrelated", built.unrelated}, {"skipped", built.skipped.size()},
            {"advisories", content.advisories.size()}, {"hashes", content.hashes.size()},
            {"names", content.names.size()}, {"rules", content.rules.size()}, {"bytes", bytes}});
    }

    ListMaterial m_material;
    std::string m_keyFile;
    std::string m_output;
    std::string m_title = "List without a title";
    std::uint64_t m_sequence = 0;
    std::int64_t m_days = 30;
};

} // namespace

std::unique_ptr<Command> makeListKeygen()
{
    return std::make_unique<Keygen>();
}

std::unique_ptr<Command> makeListBuild()
{
    return std::make_unique<Build>();
}

} // namespace gatehouse::cli
