// SPDX-License-Identifier: Apache-2.0
#include "ui/text/event_text.h"

#include "ui/text/display_text.h"
#include "ui/text/error_text.h"
#include "ui/text/file_change_text.h"
#include "ui/text/finding_text.h"
#include "ui/text/time_text.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>
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

constexpr const char* kEventContext = "gatehouse::text::Event";
#define NAMED(code, text)                                                                                    \
    Named                                                                                                    \
    {                                                                                                        \
        code, QT_TRANSLATE_NOOP("gatehouse::text::Event", text)                                              \
    }
constexpr std::array kKinds{
    NAMED("session-start", "The client started a session"),
    NAMED("session-end", "The session ended"),
    NAMED("client", "The client said who it is"),
    NAMED("pending", "Held back: waits for your decision"),
    NAMED("call-pending", "A call waits for your decision"),
    NAMED("approved", "Approved"),
    NAMED("denied", "Denied"),
    NAMED("approval-withdrawn", "Stopped: its approval was taken back"),
    NAMED("policy-changed", "A changed policy holds from here on"),
    NAMED("trust-changed", "How far the server is trusted has changed"),
    NAMED("policy-refused", "A changed policy cannot be read; the one before it goes on"),
    NAMED("decision", "You decided"),
    NAMED("tools-decision", "You decided on tools"),
    NAMED("revoked", "A decision was taken back"),
    NAMED("list-key", "What is believed of lists changed"),
    NAMED("list-imported", "A list was imported"),
    NAMED("candidates", "Servers of a list were kept as candidates"),
    NAMED("candidates-dismissed", "Candidates were dismissed"),
    NAMED("approval-refused", "An approval was refused"),
    NAMED("holding-answer", "Answered in the server's place"),
    NAMED("server-start", "The server was started"),
    NAMED("server-failed", "The server could not be started"),
    NAMED("server-exit", "The server ended"),
    NAMED("server-end", "The server ended its output"),
    NAMED("client-end", "The client ended its input"),
    NAMED("handshake-replayed", "The handshake was repeated with the real server"),
    NAMED("learned", "The server said what it can do"),
    NAMED("definitions-listed", "The server listed what it offers"),
    NAMED("tools-listed", "The server listed its tools"),
    NAMED("definitions-pinned", "What the server offers was seen for the first time"),
    NAMED("definition-accepted", "A definition is worded otherwise, which your policy lets pass"),
    NAMED("pins-not-kept", "What the server offers could not be kept for later"),
    NAMED("behaviour-reset", "What was learned of its usual behaviour is forgotten"),
    NAMED(
        "behaviour-unreadable", "What was learned of its usual behaviour cannot be read; it is learned anew"),
    NAMED("behaviour-not-kept", "What was learned of its usual behaviour could not be kept"),
    NAMED("client-order", "Servers were used in an order that never was before"),
    NAMED("line-refused", "A line that is no message was refused"),
    NAMED("client-file-edit", "Gatehouse changes a client's file"),
    NAMED("client-file-change", "A client's file changed"),
    NAMED("running-unguarded", "A client runs the server past Gatehouse"),
};
constexpr std::array kReasons{
    NAMED("known-malicious", "known to do harm"),
    NAMED("forbidden-by-organisation", "forbidden by your organisation"),
    NAMED("not-approved", "not approved yet"),
    NAMED("identity-changed", "not the program that was approved"),
    NAMED("package-untraced", "fetched to where it cannot be checked"),
    NAMED("entry-changed", "the entry in the client's file was changed"),
    NAMED("approved", "approved"),
    NAMED("denied", "denied"),
    NAMED("approval-withdrawn", "the approval was taken back"),
    NAMED("expired", "the approval has run out"),
    NAMED("other-client", "approved for another client only"),
    NAMED("organisation-forbids", "your organisation forbids this package"),
    NAMED("organisation-requires-listing", "your organisation lets start only what it lists"),
    NAMED("once", "allowed once"),
    NAMED("session", "allowed for this session"),
    NAMED("always", "always allowed"),
    NAMED("deny", "denied"),
    NAMED("call-needs-approval", "it holds what your policy asks about"),
    NAMED("call-denied", "you denied this call"),
    NAMED("call-unanswered", "nobody has answered yet; the same call may be made again"),
    NAMED("definition-changed", "not as it was first seen: withheld until you decide"),
    NAMED("definition-suspended", "withheld until you decide"),
    NAMED("definition-denied", "you denied it as the server describes it now"),
    NAMED("tool-denied", "a tool that you denied"),
    NAMED("tool-asks", "you wanted to see each call of this tool"),
    NAMED("behaviour-client-order", "it followed what another server did, as it never had before"),
    NAMED("too-many-findings", "holds more that is suspicious than can be told"),
    NAMED("redaction-token-unknown", "holds a token whose value is not known any more"),
    NAMED("redaction-too-long", "too long for the client once redacted"),
    NAMED("not-redactable", "holds a secret where nothing can be redacted"),
    NAMED("unmatched-answer", "no request is open for it"),
    NAMED("late-answer", "its request was cancelled"),
    NAMED("record-damaged", "it is damaged, or another installation's"),
    NAMED("duplicate-id", "a request with this id is open already"),
    NAMED("noise", "no JSON at all"),
    NAMED("unfinished-line", "the stream ended within a line"),
    NAMED("batch-too-long", "a batch of too many messages"),
    NAMED("initialize-in-batch", "a handshake inside a batch"),
    NAMED("server-not-running", "the server does not run"),
    NAMED("withheld", "held back until you decide"),
    NAMED("cancelled", "its request was cancelled while it waited"),
    NAMED("queue-full", "too much waited"),
    NAMED("handshake-too-large", "the handshake was too large"),
    NAMED("handshake-failed", "the real server refused the handshake"),
    NAMED("handshake-timed-out", "the real server did not answer the handshake in time"),
    NAMED("already-sent", "said in the client's name before"),
    NAMED("capability-missing", "the real server cannot do that"),
    NAMED("replay-answer", "answers a request of Gatehouse's own"),
    NAMED("window-passed", "answered empty, since the client would not wait longer"),
    NAMED("session-ended", "the session ended"),
    NAMED("client-end", "the client ended it"),
    NAMED("server-end", "the server ended it"),
    NAMED("server-failed", "the server could not be started"),
    NAMED("past-the-wrapper", "its entry is protected; restart the client"),
    NAMED("not-protected", "its entry is not protected"),
    NAMED("protect", "its servers are put behind Gatehouse"),
    NAMED("unprotect", "its servers are put back as they were"),
    NAMED("protect-again", "a client had unwrapped its servers"),
    NAMED("put-back", "a client had dropped its servers"),
    NAMED("first-seen", "seen for the first time"),
    NAMED("by-gatehouse", "Gatehouse did it"),
    NAMED("by-another", "a client or somebody else did it"),
    NAMED("unreadable", "it cannot be read now, so nothing is concluded from it"),
    NAMED("missing", "it is gone"),
    NAMED("not-protected-again", "it needs a consent to be guarded again, so it asks"),
    NAMED("left-unguarded", "you left a new server unguarded"),
    NAMED("fight", "a client keeps unwrapping its servers, so Gatehouse stopped writing it"),
    NAMED("resumed", "you had it guarded again"),
    NAMED("client-was-refused", "approved after the client gave up: start it anew there"),
};
#undef NAMED

template <std::size_t N>
QString named(const std::array<Named, N>& names, std::string_view code)
{
    const auto* found =
        std::find_if(names.begin(), names.end(), [code](const Named& name) { return name.code == code; });
    return found == names.end() ? QString() : QCoreApplication::translate(kEventContext, found->text);
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

/// Whose journal begins: "desktop", "cli"; empty for a wrapper's.
QString programOf(const std::string& details)
{
    return QJsonDocument::fromJson(QByteArray::fromStdString(details))
        .object()
        .value(QStringLiteral("program"))
        .toString();
}

} // namespace

QString actionText(Action action)
{
    switch (action) {
    case Action::Pass:
        return Event::tr("passed");
    case Action::Flag:
        return Event::tr("flagged");
    case Action::Redact:
        return Event::tr("redacted");
    case Action::Hide:
        return Event::tr("hidden");
    case Action::Ask:
        return Event::tr("asked");
    case Action::Block:
        return Event::tr("blocked");
    case Action::Drop:
        return Event::tr("dropped");
    }
    return {};
}

QString eventTitle(const model::SessionEvent& event)
{
    if (event.kind == "session-start") {
        const auto program = programOf(event.details);
        if (program == QLatin1String("desktop"))
            return Event::tr("Gatehouse started");
        if (program == QLatin1String("cli"))
            return Event::tr("Gatehouse's command line was used");
    }
    if (event.kind == "call-pending" && event.reason == "definition-changed")
        return Event::tr("A definition waits for your decision");
    if (event.kind != "message") {
        const auto title = named(kKinds, event.kind);
        if (event.kind == "client-file-change") {
            const auto changes = fileChangesText(event.details);
            return changes.isEmpty() ? title : changes;
        }
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
    return error.isEmpty() ? findingText(code) : error;
}

QString eventSentence(const model::SessionEvent& event)
{
    QStringList parts{clockTime(event.at), eventTitle(event)};
    if (event.direction)
        parts << (*event.direction == model::Direction::ToServer ? Event::tr("to the server")
                                                                 : Event::tr("to the client"));
    if (!event.tool.empty())
        parts << Event::tr("tool %1").arg(displayText(event.tool));
    if (event.kind == "message")
        parts << actionText(event.action);
    if (!event.reason.empty())
        parts << eventReasonText(event.reason);
    if (!event.findings.empty() && event.findings.front().detectorId != event.reason)
        parts << findingText(event.findings.front().detectorId);
    if (event.findings.size() > 1)
        parts << Event::tr("%n findings", nullptr, static_cast<int>(event.findings.size()));
    return parts.join(QStringLiteral(", "));
}

} // namespace gatehouse::text
