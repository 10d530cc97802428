// SPDX-License-Identifier: Apache-2.0
#include "ui/text/event_text.h"

#include "ui/text/display_text.h"
#include "ui/text/error_text.h"
#include "ui/text/time_text.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <array>
#include <string_view>

namespace gatehouse::text {
namespace {

using model::Action;

struct Event {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::text::Event)
};

struct Named {
    std::string_view code;
    const char* text;
};

constexpr const char* kContext = "gatehouse::text::Event";
#define NAMED(code, text) Named{code, QT_TRANSLATE_NOOP("gatehouse::text::Event", text)}
constexpr std::array kKinds{
    NAMED("session-start", "The client started a session"),
    NAMED("session-end", "The session ended"),
    NAMED("pending", "Held back: waits for your decision"),
    NAMED("approved", "Approved"),
    NAMED("denied", "Denied"),
    NAMED("revoked", "Approval taken back"),
    NAMED("server-start", "The server was started"),
    NAMED("server-exit", "The server ended"),
    NAMED("learned", "The approved pattern was pinned to what runs"),
    NAMED("protect", "A client's file was changed to guard a server"),
    NAMED("unprotect", "A client's file was put back"),
    NAMED("refused", "An approval was refused"),
    NAMED("journal-start", "The journal was opened"),
};
constexpr std::array kReasons{
    NAMED("not-approved", "not approved yet"),
    NAMED("identity-changed", "not the program that was approved"),
    NAMED("denied", "denied by you"),
    NAMED("approved", "approved by you"),
    NAMED("expired", "the approval has run out"),
    NAMED("other-client", "approved for another client only"),
    NAMED("unmatched", "answers no request"),
    NAMED("unmatched-answer", "answers no request"),
    NAMED("holding", "answered in the server's place while it waits"),
    NAMED("no-desktop", "nobody there to ask"),
};
#undef NAMED

template <std::size_t N>
QString named(const std::array<Named, N>& names, std::string_view code)
{
    const auto* found
        = std::find_if(names.begin(), names.end(), [code](const Named& name) { return name.code == code; });
    return found == names.end() ? QString() : QCoreApplication::translate(kContext, found->text);
}

QString errorReason(std::string_view code)
{
#define GATEHOUSE_ERROR(name, number, text)                                                                  \
    if (code == text)                                                                                        \
        return errorSentence(base::ErrorCode::name);
#include "core/base/error_codes.def"
#undef GATEHOUSE_ERROR
    return {};
}

} // namespace

QString actionText(Action action)
{
    switch (action) {
    case Action::Pass: return Event::tr("passed");
    case Action::Flag: return Event::tr("flagged");
    case Action::Redact: return Event::tr("redacted");
    case Action::Hide: return Event::tr("hidden");
    case Action::Ask: return Event::tr("asked");
    case Action::Block: return Event::tr("blocked");
    case Action::Drop: return Event::tr("dropped");
    }
    return {};
}

QString eventTitle(const model::SessionEvent& event)
{
    if (event.kind != "message") {
        const auto title = named(kKinds, event.kind);
        return title.isEmpty() ? displayText(event.kind) : title;
    }
    if (!event.method.empty())
        return displayText(event.method);
    return event.id.empty() ? Event::tr("message") : Event::tr("answer to %1").arg(displayText(event.id, 64));
}

QString eventReasonText(const std::string& code)
{
    if (code.empty())
        return {};
    if (const auto known = named(kReasons, code); !known.isEmpty())
        return known;
    const auto error = errorReason(code);
    return error.isEmpty() ? displayText(code) : error;
}

QString eventSentence(const model::SessionEvent& event)
{
    QStringList parts{clockTime(event.at), eventTitle(event)};
    if (event.direction)
        parts << (*event.direction == model::Direction::ToServer ? Event::tr("to the server") : Event::tr("to the client"));
    if (!event.tool.empty())
        parts << Event::tr("tool %1").arg(displayText(event.tool));
    if (event.kind == "message")
        parts << actionText(event.action);
    if (!event.reason.empty())
        parts << eventReasonText(event.reason);
    return parts.join(QStringLiteral(", "));
}

} // namespace gatehouse::text
