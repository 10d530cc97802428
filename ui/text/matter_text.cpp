// SPDX-License-Identifier: Apache-2.0
#include "ui/text/matter_text.h"

#include "core/service/healer.h"
#include "ui/text/display_text.h"

#include <QCoreApplication>

namespace gatehouse::text {
namespace {

using Kind = service::Matter::Kind;

struct Matters {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::text::Matters)
};

constexpr qsizetype kMaxServerName = 64;

} // namespace

QString matterTitle(const service::Matter& matter)
{
    const auto client = displayText(matter.row.clientTitle);
    const auto name = displayText(matter.row.location.name, kMaxServerName);
    switch (matter.kind) {
    case Kind::NewEntry:
        return Matters::tr("%1: “%2” is new and not guarded").arg(client, name);
    case Kind::Dropped:
        return Matters::tr("%1 dropped “%2” from its file").arg(client, name);
    case Kind::Fight:
        return Matters::tr("%1 keeps unwrapping its servers").arg(client);
    }
    return {};
}

QString matterSentence(const service::Matter& matter)
{
    const auto file = displayText(matter.row.location.file);
    switch (matter.kind) {
    case Kind::NewEntry:
        return Matters::tr("It came into %1. The client starts it directly until you have it guarded.")
            .arg(file);
    case Kind::Dropped:
        return Matters::tr("It was guarded in %1 and is not there any more. Put it back, or do without it.")
            .arg(file);
    case Kind::Fight:
        return Matters::tr(
            "Gatehouse wrote %1 three times in ten minutes and writes it no more. Its servers run unguarded "
            "until you close the client and have them guarded again.")
            .arg(file);
    }
    return {};
}

} // namespace gatehouse::text
