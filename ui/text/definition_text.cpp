// SPDX-License-Identifier: Apache-2.0
#include "ui/text/definition_text.h"

#include "ui/text/display_text.h"
#include "ui/text/qt_convert.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <array>

namespace gatehouse::text {
namespace {

using model::DefinitionKind;
using model::DefinitionState;

struct DefinitionWords {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::text::Definition)
};

struct ChangeWords {
    const char* code;
    const char* text;
};

// clang-format off
constexpr auto kChanges = std::to_array<ChangeWords>({
    {"wording", QT_TRANSLATE_NOOP("gatehouse::text::Definition", "worded otherwise")},
    {"narrower", QT_TRANSLATE_NOOP("gatehouse::text::Definition", "takes less than before")},
    {"text", QT_TRANSLATE_NOOP("gatehouse::text::Definition", "a text says something else")},
    {"other", QT_TRANSLATE_NOOP("gatehouse::text::Definition", "another field changed")},
    {"wider", QT_TRANSLATE_NOOP("gatehouse::text::Definition", "takes what it refused before")},
    {"new-parameter", QT_TRANSLATE_NOOP("gatehouse::text::Definition", "asks for something more")},
    {"renamed", QT_TRANSLATE_NOOP("gatehouse::text::Definition", "a known one under another name")},
    {"new", QT_TRANSLATE_NOOP("gatehouse::text::Definition", "not there at first")},
    {"shadowing", QT_TRANSLATE_NOOP("gatehouse::text::Definition", "could be taken for another server's")},
    {"hint-flipped", QT_TRANSLATE_NOOP("gatehouse::text::Definition", "claims other effects")},
    {"new-instruction", QT_TRANSLATE_NOOP("gatehouse::text::Definition", "new text speaks to the model")},
});
// clang-format on

QString stateText(DefinitionState state)
{
    switch (state) {
    case DefinitionState::Listed:
        return {};
    case DefinitionState::Suspended:
        return DefinitionWords::tr("withheld until you decide");
    case DefinitionState::Denied:
        return DefinitionWords::tr("denied");
    case DefinitionState::Gone:
        return DefinitionWords::tr("gone");
    case DefinitionState::NeverListed:
        return DefinitionWords::tr("called, never listed");
    }
    return {};
}

} // namespace

QString definitionKindText(DefinitionKind kind)
{
    switch (kind) {
    case DefinitionKind::Tool:
        return DefinitionWords::tr("tool");
    case DefinitionKind::Prompt:
        return DefinitionWords::tr("prompt");
    case DefinitionKind::ResourceTemplate:
        return DefinitionWords::tr("resource template");
    case DefinitionKind::Instructions:
        return DefinitionWords::tr("instructions");
    }
    return {};
}

QString definitionText(const model::DefinitionRow& tool)
{
    QStringList words{definitionKindText(tool.kind)};
    if (const auto state = stateText(tool.state); !state.isEmpty())
        words << state;
    if (tool.isTwofold)
        words << DefinitionWords::tr("listed twice, differently");
    return words.join(QStringLiteral(", "));
}

QString definitionSentence(const model::DefinitionRow& tool)
{
    switch (tool.state) {
    case DefinitionState::Listed:
        return tool.isTwofold ? DefinitionWords::tr("The server lists two different ones under this name: "
                                                    "which of them a call means, only it knows.")
                              : DefinitionWords::tr("The server listed it at last.");
    case DefinitionState::Suspended:
        return DefinitionWords::tr("It is not as it was first seen. Clients do not see it until you decide; "
                                   "the question waits under Review.");
    case DefinitionState::Denied:
        return DefinitionWords::tr("You denied it as the server describes it now. Clients do not see it.");
    case DefinitionState::Gone:
        return DefinitionWords::tr("The server does not list it any more.");
    case DefinitionState::NeverListed:
        return DefinitionWords::tr("A client used this name, and the server has never listed it.");
    }
    return {};
}

QString changeText(const std::string& changes)
{
    QStringList words;
    for (const auto& code : toQString(changes).split(u',', Qt::SkipEmptyParts)) {
        const auto found = std::ranges::find_if(
            kChanges, [&code](const ChangeWords& change) { return code == QLatin1String(change.code); });
        words << (found == kChanges.end()
                ? displayText(code.toStdString())
                : QCoreApplication::translate("gatehouse::text::Definition", found->text));
    }
    return words.join(QStringLiteral(", "));
}

QString dataClassText(model::Family family)
{
    switch (family) {
    case model::Family::Poisoning:
        return DefinitionWords::tr("definitions that give orders to the model");
    case model::Family::Injection:
        return DefinitionWords::tr("answers that give orders to the model");
    case model::Family::Carrier:
        return DefinitionWords::tr("hidden text");
    case model::Family::Terminal:
        return DefinitionWords::tr("sequences that command a terminal");
    case model::Family::Secret:
        return DefinitionWords::tr("secrets");
    case model::Family::Personal:
        return DefinitionWords::tr("personal data");
    case model::Family::Argument:
        return DefinitionWords::tr("arguments that do more than they say");
    case model::Family::Elicitation:
        return DefinitionWords::tr("questions that fish for secrets");
    case model::Family::Behaviour:
        return DefinitionWords::tr("calls that are not as usual");
    case model::Family::Sampling:
        return DefinitionWords::tr("use of the client's model");
    case model::Family::Protocol:
        return DefinitionWords::tr("messages that bend the protocol");
    case model::Family::Business:
        return DefinitionWords::tr("what you named yourself");
    case model::Family::Count:
        break;
    }
    return {};
}

} // namespace gatehouse::text
