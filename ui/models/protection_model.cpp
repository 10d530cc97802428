// SPDX-License-Identifier: Apache-2.0
#include "ui/models/protection_model.h"

#include "ui/text/choice_text.h"
#include "ui/text/display_text.h"
#include "ui/text/error_text.h"
#include "ui/text/state_text.h"

#include <algorithm>
#include <utility>

namespace gatehouse::models {
namespace {

using model::ServerState;

constexpr qsizetype kPathLimit = 300;
/// Rows of files carry this as internal id, rows of entries their file's row.
constexpr quintptr kIsFile = ~quintptr{0};

} // namespace

void ProtectionModel::setDiscovery(const service::Discovery& discovery)
{
    const auto left = std::exchange(m_areTicksForgotten, false) ? std::set<std::string>() : untickedRefs();
    beginResetModel();
    m_files.clear();
    for (const auto& row : discovery.servers) {
        auto file = std::find_if(m_files.begin(), m_files.end(),
            [&row](const File& other) { return other.path == row.location.file; });
        if (file == m_files.end()) {
            File added;
            added.path = row.location.file;
            added.clientTitle = row.clientTitle;
            file = m_files.insert(m_files.end(), added);
        }
        Entry entry;
        entry.row = row;
        entry.canBeGuarded = row.state == ServerState::Unguarded;
        entry.isTicked = entry.canBeGuarded && !left.contains(row.ref);
        file->entries.push_back(entry);
    }
    for (const auto& unreadable : discovery.unreadable) {
        File file;
        file.path = unreadable.path;
        file.clientTitle = unreadable.clientTitle;
        file.error = text::errorText(unreadable.error);
        m_files.push_back(file);
    }
    endResetModel();
    Q_EMIT chosenChanged();
}

std::set<std::string> ProtectionModel::untickedRefs() const
{
    std::set<std::string> refs;
    for (const auto& file : m_files) {
        for (const auto& entry : file.entries) {
            if (entry.canBeGuarded && !entry.isTicked)
                refs.insert(entry.row.ref);
        }
    }
    return refs;
}

void ProtectionModel::setPlan(const service::ProtectionPlan& plan)
{
    for (auto& file : m_files) {
        const auto planned = std::find_if(plan.files.begin(), plan.files.end(),
            [&file](const service::FilePlan& other) { return other.path == file.path; });
        file.diff = planned == plan.files.end() ? std::string() : planned->unifiedDiff;
        for (auto& entry : file.entries) {
            const auto skipped = std::find_if(
                plan.skipped.begin(), plan.skipped.end(), [&entry](const service::SkippedEntry& other) {
                    return other.ref == entry.row.ref ||
                        (other.ref.empty() && other.location.file == entry.row.location.file);
                });
            entry.skipped = skipped == plan.skipped.end() ? QString() : text::errorText(skipped->reason);
        }
    }
    touchAll();
}

void ProtectionModel::clearPlan()
{
    setPlan({});
}

QModelIndex ProtectionModel::tickOnly(const std::string& ref)
{
    QModelIndex found;
    for (std::size_t row = 0; row < m_files.size(); ++row) {
        auto& entries = m_files[row].entries;
        for (std::size_t at = 0; at < entries.size(); ++at) {
            const bool isIt = entries[at].row.ref == ref;
            entries[at].isTicked = isIt && entries[at].canBeGuarded;
            if (isIt)
                found = index(static_cast<int>(at), 0, index(static_cast<int>(row), 0));
        }
    }
    touchAll();
    Q_EMIT chosenChanged();
    return found;
}

void ProtectionModel::forgetTicks()
{
    m_areTicksForgotten = true;
}

bool ProtectionModel::hasGuarded() const
{
    return std::any_of(m_files.begin(), m_files.end(), [](const File& file) {
        return std::any_of(
            file.entries.begin(), file.entries.end(), [](const Entry& entry) { return entry.row.isGuarded; });
    });
}

void ProtectionModel::touchAll()
{
    for (int row = 0; row < rowCount(); ++row) {
        const auto file = index(row, 0);
        Q_EMIT dataChanged(file, index(row, ColumnCount - 1));
        if (const int entries = rowCount(file); entries > 0)
            Q_EMIT dataChanged(index(0, 0, file), index(entries - 1, ColumnCount - 1, file));
    }
}

std::vector<std::string> ProtectionModel::chosen() const
{
    std::vector<std::string> refs;
    for (const auto& file : m_files)
        for (const auto& entry : file.entries)
            if (entry.isTicked)
                refs.push_back(entry.row.ref);
    return refs;
}

int ProtectionModel::serverCount() const
{
    std::size_t count = 0;
    for (const auto& file : m_files)
        count += file.entries.size();
    return static_cast<int>(count);
}

QModelIndex ProtectionModel::index(int row, int column, const QModelIndex& parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, parent.isValid() ? static_cast<quintptr>(parent.row()) : kIsFile);
}

QModelIndex ProtectionModel::parent(const QModelIndex& child) const
{
    if (!child.isValid() || child.internalId() == kIsFile)
        return {};
    return createIndex(static_cast<int>(child.internalId()), 0, kIsFile);
}

int ProtectionModel::rowCount(const QModelIndex& parent) const
{
    if (!parent.isValid())
        return static_cast<int>(m_files.size());
    const auto* file = parent.column() == 0 && parent.internalId() == kIsFile ? fileAt(parent) : nullptr;
    return file == nullptr ? 0 : static_cast<int>(file->entries.size());
}

int ProtectionModel::columnCount(const QModelIndex&) const
{
    return ColumnCount;
}

const ProtectionModel::File* ProtectionModel::fileAt(const QModelIndex& index) const
{
    const auto row =
        index.internalId() == kIsFile ? static_cast<std::size_t>(index.row()) : index.internalId();
    return index.isValid() && row < m_files.size() ? &m_files[row] : nullptr;
}

const ProtectionModel::Entry* ProtectionModel::entryAt(const QModelIndex& index) const
{
    const auto* file = fileAt(index);
    if (file == nullptr || index.internalId() == kIsFile)
        return nullptr;
    return &file->entries[static_cast<std::size_t>(index.row())];
}

QString ProtectionModel::statusOf(const Entry& entry) const
{
    if (!entry.skipped.isEmpty())
        return tr("Left alone: %1").arg(entry.skipped);
    if (entry.row.state == ServerState::SeenNotGuarded)
        return tr("Seen, not guarded: %1").arg(text::notGuardedReason(entry.row.stateReason));
    if (!entry.canBeGuarded)
        return tr("Guarded already");
    return entry.isTicked ? tr("Will be guarded") : tr("Stays unguarded");
}

Qt::CheckState ProtectionModel::checkStateOf(const File& file)
{
    int possible = 0;
    int ticked = 0;
    for (const auto& entry : file.entries) {
        possible += entry.canBeGuarded ? 1 : 0;
        ticked += entry.isTicked ? 1 : 0;
    }
    return ticked == 0 ? Qt::Unchecked : ticked == possible ? Qt::Checked : Qt::PartiallyChecked;
}

QVariant ProtectionModel::fileData(const File& file, int column, int role) const
{
    const bool hasTick = std::any_of(
        file.entries.begin(), file.entries.end(), [](const Entry& entry) { return entry.canBeGuarded; });
    switch (role) {
    case Qt::DisplayRole:
        if (column == Name)
            return tr("%1: %2").arg(
                text::displayText(file.clientTitle), text::displayText(file.path, kPathLimit));
        return file.error;
    case Qt::ToolTipRole:
        return column == Name ? text::displayText(file.path, kPathLimit) : file.error;
    case Qt::CheckStateRole:
        return column == Name && hasTick ? QVariant(checkStateOf(file)) : QVariant();
    case PathRole:
        return QString::fromStdString(file.path);
    case DiffRole:
        return text::displayBlock(file.diff);
    default:
        return {};
    }
}

QVariant ProtectionModel::entryData(const Entry& entry, int column, int role) const
{
    const auto name = text::displayText(entry.row.location.name, 80);
    switch (role) {
    case Qt::DisplayRole:
        return column == Name ? name : statusOf(entry);
    case Qt::AccessibleTextRole:
        return column == Name ? QStringLiteral("%1. %2").arg(name, statusOf(entry)) : statusOf(entry);
    case Qt::ToolTipRole:
        return QStringLiteral("%1\n%2").arg(
            text::displayCommand(entry.row.command), text::scopeText(entry.row.location.scope));
    case Qt::CheckStateRole:
        if (column != Name || !entry.canBeGuarded)
            return {};
        return entry.isTicked ? Qt::Checked : Qt::Unchecked;
    case ServerRefRole:
        return QString::fromStdString(entry.row.ref);
    case PathRole:
        return QString::fromStdString(entry.row.location.file);
    default:
        return {};
    }
}

QVariant ProtectionModel::data(const QModelIndex& index, int role) const
{
    const auto* file = fileAt(index);
    if (file == nullptr)
        return {};
    const auto* entry = entryAt(index);
    if (entry != nullptr && role == DiffRole)
        return fileData(*file, index.column(), role);
    return entry == nullptr ? fileData(*file, index.column(), role) : entryData(*entry, index.column(), role);
}

void ProtectionModel::tick(File& file, std::size_t at, bool isTicked)
{
    auto& entry = file.entries[at];
    entry.isTicked = isTicked && entry.canBeGuarded;
    if (!entry.isTicked)
        entry.skipped.clear();
}

bool ProtectionModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    if (role != Qt::CheckStateRole || index.column() != Name || fileAt(index) == nullptr)
        return false;
    const bool isTicked = value.value<Qt::CheckState>() != Qt::Unchecked;
    const bool isFile = index.internalId() == kIsFile;
    auto& file = m_files[isFile ? static_cast<std::size_t>(index.row()) : index.internalId()];
    if (!isFile && !file.entries[static_cast<std::size_t>(index.row())].canBeGuarded)
        return false;
    for (std::size_t at = 0; at < file.entries.size(); ++at)
        if (isFile || at == static_cast<std::size_t>(index.row()))
            tick(file, at, isTicked);
    touchAll();
    Q_EMIT chosenChanged();
    return true;
}

QVariant ProtectionModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == Name ? tr("File and server") : tr("What happens");
}

Qt::ItemFlags ProtectionModel::flags(const QModelIndex& index) const
{
    auto itemFlags = QAbstractItemModel::flags(index);
    if (data(index.siblingAtColumn(Name), Qt::CheckStateRole).isValid() && index.column() == Name)
        itemFlags |= Qt::ItemIsUserCheckable;
    return itemFlags;
}

} // namespace gatehouse::models
