// SPDX-License-Identifier: Apache-2.0
#include "ui/approvals/command_facts.h"

#include "core/service/launch_words.h"
#include "ui/text/display_text.h"
#include "ui/widgets/fact_view.h"

#include <QCoreApplication>
#include <QStringList>

#include <string_view>
#include <utility>
#include <vector>

namespace gatehouse::approvals {
namespace {

using widgets::FactView;
using Look = widgets::FactView::Look;

struct CommandWords {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::approvals::Card)
};

constexpr qsizetype kShortArgument = 300;
constexpr std::size_t kFewArguments = 24;

QString shortHash(const base::Sha256& hash)
{
    const auto bytes = QByteArray::fromRawData(
        reinterpret_cast<const char*>(hash.data()), static_cast<qsizetype>(hash.size()));
    return QString::fromLatin1(bytes.toHex());
}

QString roleName(model::FileRole role)
{
    switch (role) {
    case model::FileRole::Program:
    case model::FileRole::Script:
        return CommandWords::tr("Also runs");
    case model::FileRole::Loaded:
        return CommandWords::tr("Loads first");
    case model::FileRole::Module:
        return CommandWords::tr("Module");
    case model::FileRole::Package:
        return CommandWords::tr("Files of it");
    case model::FileRole::Lock:
        return CommandWords::tr("Depends on");
    case model::FileRole::Settings:
        return CommandWords::tr("Decided by");
    case model::FileRole::Shim:
        return CommandWords::tr("Hands over to");
    case model::FileRole::Source:
        return CommandWords::tr("Its files");
    }
    return {};
}

constexpr std::pair<std::string_view, const char*> kFieldNames[] = {
    {"argv", QT_TRANSLATE_NOOP("gatehouse::approvals::Card", "Command")},
    {"executable", QT_TRANSLATE_NOOP("gatehouse::approvals::Card", "Program")},
    {"script", QT_TRANSLATE_NOOP("gatehouse::approvals::Card", "Script")},
    {"package", QT_TRANSLATE_NOOP("gatehouse::approvals::Card", "Package")},
    {"package-files", QT_TRANSLATE_NOOP("gatehouse::approvals::Card", "Files of the package")},
    {"sources", QT_TRANSLATE_NOOP("gatehouse::approvals::Card", "Its files")},
    {"unknown", QT_TRANSLATE_NOOP("gatehouse::approvals::Card", "Not known")},
    {"form", QT_TRANSLATE_NOOP("gatehouse::approvals::Card", "What is checked")},
    {"environment-names", QT_TRANSLATE_NOOP("gatehouse::approvals::Card", "Variables it sets")},
    {"cwd", QT_TRANSLATE_NOOP("gatehouse::approvals::Card", "Folder")},
    {"entry", QT_TRANSLATE_NOOP("gatehouse::approvals::Card", "Entry")}};

QString fieldName(const std::string& field)
{
    for (const auto& [known, name] : kFieldNames)
        if (known == field)
            return CommandWords::tr(name);
    constexpr std::string_view kFile = "file:";
    model::FileRole role = model::FileRole::Program;
    if (field.substr(0, kFile.size()) == kFile && model::fromText(field.substr(kFile.size()), role))
        return roleName(role);
    constexpr std::string_view kVariable = "environment:";
    if (field.substr(0, kVariable.size()) == kVariable)
        return CommandWords::tr("Variable %1").arg(text::displayText(field.substr(kVariable.size())));
    return text::displayText(field);
}

Hidden writeArguments(FactView& view, const std::vector<std::string>& argv, bool showsAll)
{
    Hidden hidden;
    QStringList lines;
    for (const auto& argument : argv) {
        if (!showsAll && lines.size() >= static_cast<qsizetype>(kFewArguments)) {
            ++hidden.arguments;
            continue;
        }
        auto line = text::displayArgument(argument);
        if (!showsAll && line.size() > kShortArgument) {
            const auto left = line.size() - kShortArgument;
            hidden.characters += left;
            line = line.left(kShortArgument) + CommandWords::tr("… +%1 more").arg(left);
        }
        lines << line;
    }
    view.addArguments(lines);
    if (hidden.arguments > 0)
        view.addParagraph(CommandWords::tr("… +%1 more arguments").arg(hidden.arguments), Look::Attention);
    return hidden;
}

QString packageText(const model::LaunchIdentity& identity)
{
    const auto& package = *identity.package;
    const auto name = package.name.empty() ? CommandWords::tr("a package that the arguments hide")
                                           : text::displayText(package.name);
    const auto runner = text::displayText(package.runner);
    if (package.origin == "engine")
        return CommandWords::tr("%1, the image %2, %3. Any other image asks.")
            .arg(text::displayText(service::shownName(package)),
                text::displayText(service::shownVersion(package)),
                QString::fromStdString(service::packagePlace(package)));
    if (!package.found.empty())
        return CommandWords::tr("%1 %2, %3, run by %4. Any other version asks.")
            .arg(name, text::displayText(package.found),
                QString::fromStdString(service::packagePlace(package)), runner);
    const auto version =
        package.version.empty() ? QString() : QStringLiteral("@") + text::displayText(package.version);
    if (package.isPinned)
        return CommandWords::tr("%1%2, pinned, run by %3").arg(name, version, runner);
    return service::isPackageWatched(identity)
        ? CommandWords::tr("%1%2, run by %3. Not pinned.").arg(name, version, runner)
        : CommandWords::tr("%1%2, run by %3. Not pinned: what runs may change at any time.")
              .arg(name, version, runner);
}

/// Paths alone: what they hold is compared, and is no reading for people. Sources are many, and stand in one.
void addFiles(std::vector<FactView::Fact>& facts, const model::LaunchIdentity& identity)
{
    for (const auto& [role, file] : identity.files) {
        if (role == model::FileRole::Lock)
            facts.push_back({roleName(role),
                CommandWords::tr("what %1 names; those files are not checked one by one")
                    .arg(text::displayPath(file.path)),
                Look::Text});
        else if (role != model::FileRole::Source)
            facts.push_back({roleName(role), text::displayPath(file.path), Look::Code});
    }
    if (const auto sources = service::sourceSummary(identity); !sources.empty())
        facts.push_back({roleName(model::FileRole::Source), text::displayPath(sources), Look::Text});
    for (const auto& code : identity.unknown)
        facts.push_back(
            {CommandWords::tr("Not known"), QString::fromStdString(service::unknownSentence(code)),
                service::isDangerousUnknown(code) ? Look::Danger : Look::Attention});
}

QString variablesText(const model::LaunchIdentity& identity)
{
    QStringList names;
    for (const auto& name : identity.environmentNames)
        names << text::displayText(name);
    return names.isEmpty()
        ? CommandWords::tr("none")
        : CommandWords::tr("%1 (values are not shown and not kept)").arg(names.join(QStringLiteral(", ")));
}

/// Codes are for programs: people get the sentences.
QString changeText(const model::IdentityChange& change, const std::string& side)
{
    if (change.field != "unknown")
        return text::displayBlock(side);
    QStringList sentences;
    for (const auto& code : QString::fromStdString(side).split(QLatin1Char('\n'), Qt::SkipEmptyParts))
        sentences << QString::fromStdString(service::unknownSentence(code.toStdString()));
    return sentences.join(QLatin1Char('\n'));
}

} // namespace

void writeCommand(FactView& view, const model::ApprovalCard& card, bool showsAll, Hidden& hidden)
{
    const auto& identity = card.identity;
    view.addHeading(CommandWords::tr("WHAT WOULD RUN"));
    hidden = writeArguments(view, identity.argv, showsAll);
    std::vector<FactView::Fact> facts;
    const bool isResolved = !identity.executable.path.empty();
    facts.push_back({CommandWords::tr("Program"),
        isResolved ? text::displayPath(identity.executable.path) : CommandWords::tr("not found"),
        isResolved ? Look::Code : Look::Danger});
    if (isResolved)
        facts.push_back({CommandWords::tr("SHA-256"), shortHash(identity.executable.hash), Look::Code});
    if (identity.script) {
        facts.push_back({CommandWords::tr("Script"), text::displayPath(identity.script->path), Look::Code});
        facts.push_back({CommandWords::tr("SHA-256"), shortHash(identity.script->hash), Look::Code});
    }
    if (identity.package)
        facts.push_back({CommandWords::tr("Package"), packageText(identity),
            service::isPackageWatched(identity) ? Look::Text : Look::Danger});
    addFiles(facts, identity);
    facts.push_back({CommandWords::tr("Folder"),
        identity.workingFolder ? text::displayPath(*identity.workingFolder)
                               : CommandWords::tr("the client's own"),
        identity.workingFolder ? Look::Code : Look::Text});
    facts.push_back({CommandWords::tr("Variables"), variablesText(identity), Look::Text});
    view.addFacts(facts);
}

void writeChanges(FactView& view, const model::ApprovalCard& card)
{
    if (card.changes.empty())
        return;
    view.addHeading(CommandWords::tr("WHAT CHANGED SINCE YOU APPROVED IT"));
    std::vector<FactView::Change> changes;
    for (const auto& change : card.changes)
        changes.push_back(
            {fieldName(change.field), changeText(change, change.before), changeText(change, change.after)});
    view.addChanges(changes);
}

} // namespace gatehouse::approvals
