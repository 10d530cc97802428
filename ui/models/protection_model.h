// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/service/protection_service.h"

#include <QAbstractItemModel>

#include <set>
#include <string>
#include <vector>

namespace gatehouse::models {

/// What could be guarded on this machine: clients' files, and below each the servers that it declares, with a
/// tick box where something can be done. Holds what the user ticked; changes nothing itself.
class ProtectionModel final : public QAbstractItemModel {
    Q_OBJECT
public:
    enum Column { Name, Status, ColumnCount };
    enum Role { ServerRefRole = Qt::UserRole, PathRole, DiffRole };

    using QAbstractItemModel::QAbstractItemModel;

    /// Starts over with what was found; every server that can be guarded and is not yet is ticked, but those
    /// that the user unticked.
    void setDiscovery(const service::Discovery& discovery);
    /// What would be written for the ticked ones; shown as the diff of each file, and as the reason where an
    /// entry is skipped.
    void setPlan(const service::ProtectionPlan& plan);
    void clearPlan();
    /// Ticks this server and no other, and returns its row; an invalid index where it is not there.
    QModelIndex tickOnly(const std::string& ref);
    /// Forgets what the user unticked: with the next setDiscovery() everything is ticked again.
    void forgetTicks();
    /// The refs that are ticked, in the order of the rows.
    std::vector<std::string> chosen() const;
    int serverCount() const;
    bool hasGuarded() const;

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& child) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

Q_SIGNALS:
    /// The user ticked or unticked something: the plan does not hold any more.
    void chosenChanged();

private:
    struct Entry {
        model::ServerRow row;
        bool canBeGuarded = false;
        bool isTicked = false;
        QString skipped; ///< why the plan leaves it alone
    };
    struct File {
        std::string path;
        std::string clientTitle;
        QString error; ///< it could not be read
        std::string diff;
        std::vector<Entry> entries;
    };

    std::set<std::string> untickedRefs() const;
    const File* fileAt(const QModelIndex& index) const;
    const Entry* entryAt(const QModelIndex& index) const;
    QString statusOf(const Entry& entry) const;
    QVariant fileData(const File& file, int column, int role) const;
    QVariant entryData(const Entry& entry, int column, int role) const;
    void tick(File& file, std::size_t at, bool isTicked);
    static Qt::CheckState checkStateOf(const File& file);
    void touchAll();

    std::vector<File> m_files;
    bool m_areTicksForgotten = false;
};

} // namespace gatehouse::models
