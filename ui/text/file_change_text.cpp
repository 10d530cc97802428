// SPDX-License-Identifier: Apache-2.0
#include "ui/text/file_change_text.h"

#include "ui/text/display_text.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStringList>

namespace gatehouse::text {
namespace {

struct FileChange {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::text::FileChange)
};

constexpr qsizetype kMaxNamed = 4;
constexpr int kMaxName = 64;

QString fateText(const QString& what, const QString& name)
{
    if (what == QStringLiteral("added"))
        return FileChange::tr("%1 is new").arg(name);
    if (what == QStringLiteral("removed"))
        return FileChange::tr("%1 was removed").arg(name);
    if (what == QStringLiteral("dropped"))
        return FileChange::tr("%1 was dropped though it is guarded").arg(name);
    if (what == QStringLiteral("unwrapped"))
        return FileChange::tr("%1 was unwrapped").arg(name);
    if (what == QStringLiteral("wrapped"))
        return FileChange::tr("%1 is guarded now").arg(name);
    return FileChange::tr("%1 was changed").arg(name);
}

} // namespace

QString fileChangesText(const std::string& details)
{
    const auto document = QJsonDocument::fromJson(QByteArray::fromStdString(details));
    const auto changes = document.object().value(QStringLiteral("changes")).toArray();
    QStringList parts;
    for (const auto& value : changes) {
        if (parts.size() == kMaxNamed) {
            parts << FileChange::tr("%n more", nullptr, static_cast<int>(changes.size() - kMaxNamed));
            break;
        }
        const auto change = value.toObject();
        const auto name = change.value(QStringLiteral("name")).toString().toStdString();
        parts << fateText(change.value(QStringLiteral("what")).toString(), displayText(name, kMaxName));
    }
    const auto changed = parts.join(QStringLiteral(", "));
    const auto running = document.object().value(QStringLiteral("running")).toString().toStdString();
    return running.empty() || changed.isEmpty()
        ? changed
        : FileChange::tr("%1 (while %2 was running)").arg(changed, displayText(running, kMaxName));
}

} // namespace gatehouse::text
