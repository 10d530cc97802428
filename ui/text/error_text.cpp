// SPDX-License-Identifier: Apache-2.0
#include "ui/text/error_text.h"

#include "ui/text/display_text.h"
#include "ui/text/qt_convert.h"

#include <QCoreApplication>

#include <algorithm>
#include <iterator>

namespace gatehouse::text {
namespace {

using base::ErrorCode;

struct Sentence {
    ErrorCode code;
    const char* text;
};

constexpr const char* kErrorContext = "gatehouse::text::ErrorText";

#define SENTENCE(code, text) {ErrorCode::code, QT_TRANSLATE_NOOP("gatehouse::text::ErrorText", text)},
constexpr Sentence kSentences[] = {
    // clang-format off
    SENTENCE(IntelligenceFormat, "The file is no list of Gatehouse's, or of a format that this version cannot read; nothing of it was taken.")
    SENTENCE(IntelligenceSignature, "The list's signature does not fit what it holds; nothing of it was taken.")
    SENTENCE(IntelligenceInvalid, "The list holds something that is not as it must be; nothing of it was taken.")
    SENTENCE(IntelligenceUntrusted, "The list is signed with a key that is not trusted here; nothing of it was taken.")
    SENTENCE(IntelligenceRollBack, "A newer list of the same key was taken before; an older one is not taken again.")
    SENTENCE(IntelligenceDamaged, "What Gatehouse keeps of the imported lists is damaged; import them again.")
    SENTENCE(KnownMalicious, "An imported list says that this does harm. It does not start unless you say that you know it.")
    // clang-format on
    SENTENCE(Internal, "Gatehouse met a fault of its own; nothing was let through because of it.") SENTENCE(
        IoFailed, "A file could not be read or written.") SENTENCE(NotFound,
        "What was looked for is not there.") SENTENCE(PermissionDenied,
        "This account may not do that; check the owner and the permissions of the file.") SENTENCE(DiskFull,
        "The disk is full; free some space and try again.") SENTENCE(TooLarge,
        "It is larger than Gatehouse accepts.") SENTENCE(InvalidArgument,
        "That is not a valid value here.") SENTENCE(NotAHome,
        "HOME does not name a usable home folder; set it to an absolute path.") SENTENCE(UnsafeOwner,
        "The file or folder belongs to somebody else, or others may write to it; Gatehouse does not use it.")
        SENTENCE(Changed, "Somebody else changed it meanwhile; nothing was written. Look again and repeat.")
            SENTENCE(ReadOnly, "It can only be read; nothing was changed.") SENTENCE(
                Locked, "Another program is using it at the moment; try again when that one is done.")
                SENTENCE(FrameTooLarge,
                    "A message was longer than the limit and was not passed on.") SENTENCE(InvalidUtf8,
                    "A message held bytes that are not UTF-8 and was not passed on.") SENTENCE(ByteOrderMark,
                    "A message began with a byte order mark, which the protocol does not allow, and was not "
                    "passed on.") SENTENCE(ControlCharacter,
                    "A message held raw control characters and was not passed on.") SENTENCE(InvalidJson,
                    "A message was not valid JSON and was not passed on.") SENTENCE(NumberOverflow,
                    "A message held a number that programs read differently and was not passed on.")
                    SENTENCE(TooDeep, "A message was nested too deeply and was not passed on.") SENTENCE(
                        DuplicateKey,
                        "A message named the same key twice, which programs read differently, and was not "
                        "passed on.") SENTENCE(FoldedKey,
                        "A message held two keys that differ only in upper and lower case and was not passed "
                        "on.") SENTENCE(NotAMessage,
                        "A line was JSON but no message of the protocol and was not passed on.")
                        SENTENCE(BatchNotAllowed,
                            "Several messages came as one batch, which this version of the protocol does not "
                            "allow.") SENTENCE(InvalidId,
                            "A message had an identifier that the protocol does not allow and was not passed "
                            "on.") SENTENCE(TooManyOpen,
                            "Too many requests were waiting for an answer; the next ones were refused.")
                            SENTENCE(UnsupportedVersion,
                                "The server speaks a version of the protocol that Gatehouse does not know.")
                                SENTENCE(WrongEra,
                                    "The server speaks another generation of the protocol than it did "
                                    "before; reconnect it in the client.") SENTENCE(JournalNotWritable,
                                    "The journal cannot be written, so nothing is let through; check the "
                                    "disk and the folder's permissions.") SENTENCE(JournalBroken,
                                    "The journal's chain is broken: lines were changed, removed or added "
                                    "after they were written.") SENTENCE(JournalFull,
                                    "The session's journal reached its limit and the session was closed; "
                                    "start it again in the client.") SENTENCE(SnapshotMissing,
                                    "There is no list of approved servers yet; start Gatehouse or run "
                                    "'gatehouse-cli snapshot'.") SENTENCE(SnapshotDamaged,
                                    "The list of approved servers is damaged; run 'gatehouse-cli snapshot' "
                                    "to build it again.") SENTENCE(SnapshotStale,
                                    "The policy changed after the list of approved servers was built; run "
                                    "'gatehouse-cli snapshot'.") SENTENCE(SnapshotVersion,
                                    "The list of approved servers was written by another version of "
                                    "Gatehouse; run 'gatehouse-cli snapshot'.") SENTENCE(PolicyInvalid,
                                    "A policy file is not valid; mend it, and Gatehouse reads it again.")
                                    SENTENCE(CommandNotFound,
                                        "The command was not found; check the path in the client's file.")
                                        SENTENCE(IdentityChanged,
                                            "The program is not the one that was approved; it was stopped "
                                            "and you are asked again.") SENTENCE(PeerNotTrusted,
                                            "The program at the other end is not one that Gatehouse trusts.")
                                            SENTENCE(BadMessage,
                                                "The other program sent something that makes no sense here; "
                                                "both should be of the same version.") SENTENCE(NotConnected,
                                                "Gatehouse's desktop cannot be reached; is it running?")
                                                SENTENCE(FileDoesNotParse,
                                                    "The client's file cannot be read as what it should be; "
                                                    "mend it first. Gatehouse left it alone.")
                                                    SENTENCE(EntryNotFound,
                                                        "The server is not in the client's file any more.")
                                                        SENTENCE(EntryNotEditable,
                                                            "This entry cannot be changed safely; Gatehouse "
                                                            "left it alone.") SENTENCE(TrackedByGit,
                                                            "The file is tracked by git, so a change would "
                                                            "reach other people; Gatehouse left it alone.")
                                                            SENTENCE(RecordDamaged,
                                                                "The record of what the file was before is "
                                                                "damaged; compare the file by hand.")
                                                                SENTENCE(WrapperNotInstalled,
                                                                    "Gatehouse's wrapper is not installed; "
                                                                    "nothing was changed.")
                                                                    SENTENCE(DangerousEnvironment,
                                                                        "The entry sets variables that could "
                                                                        "take hold of the wrapper itself; it "
                                                                        "needs your explicit consent.")
                                                                        SENTENCE(ClientTableInvalid,
                                                                            "The table of known clients is "
                                                                            "not valid; install Gatehouse "
                                                                            "again.") SENTENCE(DatabaseFailed,
                                                                            "The database could not be read "
                                                                            "or written; the journals keep "
                                                                            "everything meanwhile.")
                                                                            SENTENCE(DatabaseNewer,
                                                                                "The database was written by "
                                                                                "a newer Gatehouse; install "
                                                                                "that version again.")
                                                                                SENTENCE(DatabaseDamaged,
                                                                                    "The database is "
                                                                                    "damaged; it can be "
                                                                                    "built again from the "
                                                                                    "journals.")
                                                                                    SENTENCE(NotPending,
                                                                                        "There is no such "
                                                                                        "question any more; "
                                                                                        "it was answered or "
                                                                                        "withdrawn.")
                                                                                        SENTENCE(
                                                                                            ApproverRefused,
                                                                                            "An approval "
                                                                                            "from there is "
                                                                                            "not accepted; "
                                                                                            "answer in the "
                                                                                            "window or in a "
                                                                                            "terminal of "
                                                                                            "your own.")};
#undef SENTENCE

} // namespace

QString errorSentence(ErrorCode code)
{
    const auto* found = std::find_if(std::begin(kSentences), std::end(kSentences),
        [code](const Sentence& sentence) { return sentence.code == code; });
    if (found == std::end(kSentences))
        return QCoreApplication::translate(kErrorContext, "Something went wrong (%1).")
            .arg(toQString(base::errorName(code)));
    return QCoreApplication::translate(kErrorContext, found->text);
}

QString errorText(const base::Error& error)
{
    if (error.detail.empty())
        return errorSentence(error.code);
    constexpr qsizetype kDetailLimit = 400;
    return QStringLiteral("%1 (%2)").arg(errorSentence(error.code), displayText(error.detail, kDetailLimit));
}

} // namespace gatehouse::text
