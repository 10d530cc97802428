// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/approval.h"

#include <QAbstractListModel>

#include <string>
#include <vector>

namespace gatehouse::models {

/// The questions that wait, oldest first, one row each. Holds copies only.
class CardListModel final : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role { CardIdRole = Qt::UserRole, DetailRole, CardClassRole, AsksForAWindowRole, FirstOfMatterRole };

    using QAbstractListModel::QAbstractListModel;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;

    /// Null where the row or card is not there; good until the model changes.
    const model::ApprovalCard* cardAt(int row) const;
    const model::ApprovalCard* find(const std::string& cardId) const;
    /// The card of a client's entry, by the entry's reference; the newest where an older launch of it still
    /// waits.
    const model::ApprovalCard* findEntry(const std::string& entryRef) const;
    int rowOf(const std::string& cardId) const;
    /// The cards that are decided on together with this one, itself included, oldest first: definitions of
    /// one server, or the tools that two servers bring at once. Any other card is alone.
    std::vector<model::ApprovalCard> matterOf(const std::string& cardId) const;
    bool isFirstOfMatter(int row) const;
    /// Questions as a person counts them.
    int matterCount() const;
    /// How many a window is opened for.
    int urgentCount() const;

public Q_SLOTS:
    void setCards(std::vector<gatehouse::model::ApprovalCard> cards);
    /// Appends the card, or updates the one with the same id.
    void upsert(const gatehouse::model::ApprovalCard& card);
    void remove(const std::string& cardId);

private:
    int sizeOfMatter(const model::ApprovalCard& card) const;

    std::vector<model::ApprovalCard> m_cards;
};

} // namespace gatehouse::models
