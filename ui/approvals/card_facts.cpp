// SPDX-License-Identifier: Apache-2.0
#include "ui/approvals/card_facts.h"

#include "core/service/client_words.h"
#include "core/service/launch_words.h"
#include "ui/models/card_summary.h"
#include "ui/text/choice_text.h"
#include "ui/text/display_text.h"
#include "ui/text/qt_convert.h"
#include "ui/text/time_text.h"
#include "ui/widgets/fact_view.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QStringList>

#include <utility>

namespace gatehouse::approvals {
namespace {

using models::CardClass;
using widgets::FactView;
using Look = widgets::FactView::Look;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::approvals::Card)
};

constexpr qsizetype kShortArgument = 300;
constexpr std::size_t kFewArguments = 24;
constexpr qsizetype kPathLimit = 4096;
constexpr int kMostAncestors = 8;
constexpr qsizetype kNameLimit = 60;

QString shortHash(const base::Sha256& hash)
{
    const auto bytes = QByteArray::fromRawData(
        reinterpret_cast<const char*>(hash.data()), static_cast<qsizetype>(hash.size()));
    return QString::fromLatin1(bytes.toHex());
}

QString path(const std::string& name)
{
    return text::displayText(name, kPathLimit);
}

QString roleName(model::FileRole role)
{
    switch (role) {
    case model::FileRole::Program:
    case model::FileRole::Script:
        return Words::tr("Also runs");
    case model::FileRole::Loaded:
        return Words::tr("Loads first");
    case model::FileRole::Module:
        return Words::tr("Module");
    case model::FileRole::Package:
        return Words::tr("Files of it");
    case model::FileRole::Lock:
        return Words::tr("Depends on");
    case model::FileRole::Settings:
        return Words::tr("Decided by");
    case model::FileRole::Shim:
        return Words::tr("Hands over to");
    case model::FileRole::Source:
        return Words::tr("Its files");
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
            return Words::tr(name);
    constexpr std::string_view kFile = "file:";
    model::FileRole role = model::FileRole::Program;
    if (field.substr(0, kFile.size()) == kFile && model::fromText(field.substr(kFile.size()), role))
        return roleName(role);
    constexpr std::string_view kVariable = "environment:";
    if (field.substr(0, kVariable.size()) == kVariable)
        return Words::tr("Variable %1").arg(text::displayText(field.substr(kVariable.size())));
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
            line = line.left(kShortArgument) + Words::tr("… +%1 more").arg(left);
        }
        lines << line;
    }
    view.addArguments(lines);
    if (hidden.arguments > 0)
        view.addParagraph(Words::tr("… +%1 more arguments").arg(hidden.arguments), Look::Attention);
    return hidden;
}

QString packageText(const model::LaunchIdentity& identity)
{
    const auto& package = *identity.package;
    const auto name = package.name.empty() ? Words::tr("a package that the arguments hide")
                                           : text::displayText(package.name);
    const auto runner = text::displayText(package.runner);
    if (package.origin == "engine")
        return Words::tr("%1, the image %2, %3. Any other image asks.")
            .arg(text::displayText(service::shownName(package)),
                text::displayText(service::shownVersion(package)),
                QString::fromStdString(service::packagePlace(package)));
    if (!package.found.empty())
        return Words::tr("%1 %2, %3, run by %4. Any other version asks.")
            .arg(name, text::displayText(package.found),
                QString::fromStdString(service::packagePlace(package)), runner);
    const auto version =
        package.version.empty() ? QString() : QStringLiteral("@") + text::displayText(package.version);
    if (package.isPinned)
        return Words::tr("%1%2, pinned, run by %3").arg(name, version, runner);
    return service::isPackageWatched(identity)
        ? Words::tr("%1%2, run by %3. Not pinned.").arg(name, version, runner)
        : Words::tr("%1%2, run by %3. Not pinned: what runs may change at any time.")
              .arg(name, version, runner);
}

/// Paths alone: what they hold is compared, and is no reading for people. Sources are many, and stand in one.
void addFiles(std::vector<FactView::Fact>& facts, const model::LaunchIdentity& identity)
{
    for (const auto& [role, file] : identity.files) {
        if (role == model::FileRole::Lock)
            facts.push_back({roleName(role),
                Words::tr("what %1 names; those files are not checked one by one").arg(path(file.path)),
                Look::Text});
        else if (role != model::FileRole::Source)
            facts.push_back({roleName(role), path(file.path), Look::Code});
    }
    if (const auto sources = service::sourceSummary(identity); !sources.empty())
        facts.push_back({roleName(model::FileRole::Source), path(sources), Look::Text});
    for (const auto& code : identity.unknown)
        facts.push_back({Words::tr("Not known"), QString::fromStdString(service::unknownSentence(code)),
            service::isDangerousUnknown(code) ? Look::Danger : Look::Attention});
}

QString variablesText(const model::LaunchIdentity& identity)
{
    QStringList names;
    for (const auto& name : identity.environmentNames)
        names << text::displayText(name);
    return names.isEmpty()
        ? Words::tr("none")
        : Words::tr("%1 (values are not shown and not kept)").arg(names.join(QStringLiteral(", ")));
}

void writeCommand(FactView& view, const model::ApprovalCard& card, bool showsAll, Hidden& hidden)
{
    const auto& identity = card.identity;
    view.addHeading(Words::tr("WHAT WOULD RUN"));
    hidden = writeArguments(view, identity.argv, showsAll);
    std::vector<FactView::Fact> facts;
    const bool isResolved = !identity.executable.path.empty();
    facts.push_back(
        {Words::tr("Program"), isResolved ? path(identity.executable.path) : Words::tr("not found"),
            isResolved ? Look::Code : Look::Danger});
    if (isResolved)
        facts.push_back({Words::tr("SHA-256"), shortHash(identity.executable.hash), Look::Code});
    if (identity.script) {
        facts.push_back({Words::tr("Script"), path(identity.script->path), Look::Code});
        facts.push_back({Words::tr("SHA-256"), shortHash(identity.script->hash), Look::Code});
    }
    if (identity.package)
        facts.push_back({Words::tr("Package"), packageText(identity),
            service::isPackageWatched(identity) ? Look::Text : Look::Danger});
    addFiles(facts, identity);
    facts.push_back({Words::tr("Folder"),
        identity.workingFolder ? path(*identity.workingFolder) : Words::tr("the client's own"),
        identity.workingFolder ? Look::Code : Look::Text});
    facts.push_back({Words::tr("Variables"), variablesText(identity), Look::Text});
    view.addFacts(facts);
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

void writeChanges(FactView& view, const model::ApprovalCard& card)
{
    if (card.changes.empty())
        return;
    view.addHeading(Words::tr("WHAT CHANGED SINCE YOU APPROVED IT"));
    std::vector<FactView::Change> changes;
    for (const auto& change : card.changes)
        changes.push_back(
            {fieldName(change.field), changeText(change, change.before), changeText(change, change.after)});
    view.addChanges(changes);
}

void writeRisks(FactView& view, const model::ApprovalCard& card)
{
    const auto risks = models::risksOf(card);
    if (risks.isEmpty())
        return;
    view.addHeading(Words::tr("WHY TO LOOK CLOSELY"));
    for (const auto& risk : risks)
        view.addParagraph(QStringLiteral("▲ ") + risk, Look::Danger);
}

/// What no list stops it for, and somebody may want to know.
void writeListRemarks(FactView& view, const model::ApprovalCard& card)
{
    const auto remarks = models::remarksOfLists(card);
    if (remarks.isEmpty())
        return;
    view.addHeading(Words::tr("WHAT IMPORTED LISTS SAY"));
    for (const auto& remark : remarks)
        view.addParagraph(remark, Look::Attention);
}

QString processText(const model::ProcessInfo& process)
{
    const auto& name =
        process.executable.empty() && !process.argv.empty() ? process.argv.front() : process.executable;
    return name.empty() ? Words::tr("process %1 (not readable)").arg(process.pid)
                        : Words::tr("%1 (process %2)").arg(path(name)).arg(process.pid);
}

void writeOrigin(FactView& view, const model::ApprovalCard& card)
{
    const auto& entry = card.identity.entry;
    view.addHeading(Words::tr("WHO ASKS"));
    std::vector<FactView::Fact> facts;
    auto client = clientTitleOf(card);
    if (!card.clientName.empty())
        client += Words::tr(", calls itself “%1” (a claim)").arg(text::displayText(card.clientName, 80));
    facts.push_back({Words::tr("Client"), client, Look::Text});
    QStringList ancestry;
    for (const auto& process : card.ancestry)
        if (ancestry.size() < kMostAncestors)
            ancestry << QString(ancestry.size() * 2, QLatin1Char(' ')) + processText(process);
    facts.push_back({Words::tr("Started by"),
        ancestry.isEmpty() ? Words::tr("nobody waits now") : ancestry.join(QLatin1Char('\n')),
        ancestry.isEmpty() ? Look::Text : Look::Code});
    const auto place = entry.file.empty() ? Words::tr("no client's file names this launch")
        : card.entryLine > 0              ? Words::tr("%1, line %2").arg(path(entry.file)).arg(card.entryLine)
                                          : path(entry.file);
    facts.push_back({Words::tr("Entry"), place, entry.file.empty() ? Look::Text : Look::Code});
    if (!entry.file.empty())
        facts.push_back({Words::tr("Applies"), text::scopeText(entry.scope), Look::Text});
    const auto now = QDateTime::currentMSecsSinceEpoch();
    facts.push_back({Words::tr("First asked"), text::relativeTime(card.firstAsked, now), Look::Text});
    view.addFacts(facts);
}

void writeCall(FactView& view, const model::ApprovalCard& card)
{
    const auto& call = *card.identity.call;
    view.addHeading(Words::tr("WHAT IT HOLDS"));
    if (call.restoresValues)
        view.addParagraph(
            QStringLiteral("▲ ") + Words::tr("tokens whose secrets the tool would get"), Look::Attention);
    for (const auto& reason : call.reasons)
        if (!call.restoresValues)
            view.addParagraph(QStringLiteral("▲ ") + text::displayText(reason), Look::Danger);
    view.addHeading(Words::tr("WHAT WOULD BE SENT"));
    view.addFacts({{call.tool.empty() ? Words::tr("Method") : Words::tr("Tool"),
                       text::displayText(call.tool.empty() ? call.method : call.tool), Look::Code},
        {Words::tr("Server"), text::displayText(card.identity.entry.name), Look::Text}});
    view.addArguments({text::displayBlock(call.excerpt)});
}

void writeDefinition(FactView& view, const model::ApprovalCard& card)
{
    const auto& call = *card.identity.call;
    view.addHeading(Words::tr("WHAT CHANGED"));
    for (const auto& reason : call.reasons)
        view.addParagraph(QStringLiteral("▲ ") + text::displayText(reason), Look::Danger);
    const auto kind = call.method.substr(model::GuardedCall::kDefinitionOf.size());
    std::vector<FactView::Fact> facts{{Words::tr("Kind"), text::displayText(kind), Look::Text}};
    if (!call.tool.empty())
        facts.push_back({Words::tr("Name"), text::displayText(call.tool), Look::Code});
    facts.push_back({Words::tr("Server"), text::displayText(card.identity.entry.name), Look::Text});
    view.addFacts(facts);
    view.addHeading(Words::tr("WORD BY WORD"));
    view.addParagraph(Words::tr("[-so it was-] {+so it is now+}"));
    view.addArguments({text::displayBlock(call.excerpt)});
}

void writeReason(FactView& view, const model::ApprovalCard& card)
{
    view.addHeading(Words::tr("WHY YOU ARE ASKED"));
    view.addParagraph(models::whyAsked(card));
    if (const auto after = text::afterApprovalText(card); !after.isEmpty()) {
        view.addHeading(Words::tr("AFTER YOU ALLOW IT"));
        view.addParagraph(after);
    }
}

} // namespace

QString clientTitleOf(const model::ApprovalCard& card)
{
    const auto& id = card.identity.entry.client;
    for (const auto& name : {service::clientTitle(id), id, card.clientName})
        if (!name.empty())
            return text::displayText(name, kNameLimit);
    return Words::tr("an unknown client");
}

QString askerText(const model::ApprovalCard& card, const QString& clientTitle)
{
    const auto waiting =
        card.waiting > 0 ? Words::tr("waits for your answer") : Words::tr("nobody waits now");
    if (card.identity.entry.file.empty())
        return Words::tr("Asked by %1 · %2").arg(clientTitle, waiting);
    return Words::tr("Asked by %1 · %2 · %3")
        .arg(clientTitle, text::scopeText(card.identity.entry.scope), waiting);
}

Hidden writeMatter(FactView& view, const std::vector<model::ApprovalCard>& cards, bool showsAll)
{
    constexpr std::size_t kShownAtOnce = 12;
    Hidden hidden;
    view.clearFacts();
    view.addParagraph(Words::tr("[-so it was-] {+so it is now+}"), Look::Muted);
    for (std::size_t i = 0; i < cards.size(); ++i) {
        if (i >= kShownAtOnce && !showsAll) {
            hidden.arguments = static_cast<qsizetype>(cards.size() - i);
            break;
        }
        const auto& call = *cards[i].identity.call;
        const auto kind = text::displayText(call.method.substr(model::GuardedCall::kDefinitionOf.size()));
        view.addHeading(call.tool.empty()
                ? kind.toUpper()
                : Words::tr("%1 %2").arg(kind.toUpper(), text::displayText(call.tool)));
        for (const auto& reason : call.reasons)
            view.addParagraph(QStringLiteral("▲ ") + text::displayText(reason), Look::Danger);
        view.addArguments({text::displayBlock(call.excerpt)});
    }
    writeOrigin(view, cards.front());
    writeReason(view, cards.front());
    view.finish();
    return hidden;
}

Hidden writeCard(FactView& view, const model::ApprovalCard& card, bool showsAll)
{
    Hidden hidden;
    view.clearFacts();
    switch (models::isAboutADefinition(card) ? CardClass::Call : models::cardClass(card)) {
    case CardClass::Dangerous:
        writeRisks(view, card);
        writeCommand(view, card, showsAll, hidden);
        writeChanges(view, card);
        break;
    case CardClass::Changed:
        writeChanges(view, card);
        writeCommand(view, card, showsAll, hidden);
        break;
    case CardClass::NewServer:
        writeCommand(view, card, showsAll, hidden);
        break;
    case CardClass::Call:
        if (models::isAboutADefinition(card))
            writeDefinition(view, card);
        else
            writeCall(view, card);
        break;
    }
    writeListRemarks(view, card);
    writeOrigin(view, card);
    writeReason(view, card);
    view.finish();
    return hidden;
}

} // namespace gatehouse::approvals
