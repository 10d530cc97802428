// SPDX-License-Identifier: Apache-2.0
#include "ui/models/card_list_model.h"

#include "ui/models/card_summary.h"
#include "ui/models/contest.h"
#include "ui/text/display_text.h"
#include "ui/text/qt_convert.h"
#include "ui/text/time_text.h"

#include <QDateTime>

#include <algorithm>
#include <utility>

namespace gatehouse::models {

int CardListModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_cards.size());
}

QVariant CardListModel::data(const QModelIndex& index, int role) const
{
    const auto* card = index.isValid() ? cardAt(index.row()) : nullptr;
    if (card == nullptr)
        return {};
    const auto detail = [card] {
        const auto who = card->clientName.empty() ? card->identity.entry.client : card->clientName;
        const auto when = text::relativeTime(card->lastAsked, QDateTime::currentMSecsSinceEpoch());
        const auto asked = card->waiting > 0 ? tr("waits now") : tr("asked %1").arg(when);
        return QStringLiteral("%1 · %2 · %3").arg(text::displayText(who, 60), asked, whyAsked(*card));
    };
    const auto title = [this, card] {
        if (const auto contest = contestOf(matterOf(card->id)))
            return contestTitle(*contest);
        const int count = sizeOfMatter(*card);
        return count > 1 ? matterTitle(*card, count) : cardTitle(*card);
    };
    switch (role) {
    case Qt::DisplayRole:
        return title();
    case FirstOfMatterRole:
        return isFirstOfMatter(index.row());
    case Qt::ToolTipRole:
    case DetailRole:
        return detail();
    case Qt::AccessibleTextRole:
        return QStringLiteral("%1. %2").arg(title(), detail());
    case CardIdRole:
        return text::toQString(card->id);
    case CardClassRole:
        return static_cast<int>(cardClass(*card));
    case AsksForAWindowRole:
        return asksForAWindow(*card);
    default:
        return {};
    }
}

const model::ApprovalCard* CardListModel::cardAt(int row) const
{
    return row >= 0 && row < static_cast<int>(m_cards.size()) ? &m_cards[static_cast<std::size_t>(row)]
                                                              : nullptr;
}

const model::ApprovalCard* CardListModel::findEntry(const std::string& entryRef) const
{
    const auto found =
        std::find_if(m_cards.rbegin(), m_cards.rend(), [&entryRef](const model::ApprovalCard& card) {
            return !entryRef.empty() && !card.identity.call && card.identity.entryRef == entryRef;
        });
    return found == m_cards.rend() ? nullptr : &*found;
}

int CardListModel::rowOf(const std::string& cardId) const
{
    const auto found = std::find_if(m_cards.begin(), m_cards.end(),
        [&cardId](const model::ApprovalCard& card) { return card.id == cardId; });
    return found == m_cards.end() ? -1 : static_cast<int>(found - m_cards.begin());
}

int CardListModel::sizeOfMatter(const model::ApprovalCard& card) const
{
    return isAboutADefinition(card) ? static_cast<int>(std::count_if(m_cards.begin(), m_cards.end(),
                                          [&](const auto& other) { return isOneMatter(card, other); }))
                                    : 1;
}

std::vector<model::ApprovalCard> CardListModel::matterOf(const std::string& cardId) const
{
    std::vector<model::ApprovalCard> matter;
    const auto* const card = find(cardId);
    for (const auto& other : m_cards) {
        if (card != nullptr && (&other == card || isOneMatter(*card, other)))
            matter.push_back(other);
    }
    return matter;
}

bool CardListModel::isFirstOfMatter(int row) const
{
    const auto* const card = cardAt(row);
    return card != nullptr && std::none_of(m_cards.begin(), m_cards.begin() + row, [&](const auto& before) {
        return isOneMatter(before, *card);
    });
}

int CardListModel::matterCount() const
{
    int count = 0;
    for (int row = 0; row < rowCount(); ++row)
        count += isFirstOfMatter(row) ? 1 : 0;
    return count;
}

const model::ApprovalCard* CardListModel::find(const std::string& cardId) const
{
    return cardAt(rowOf(cardId));
}

int CardListModel::urgentCount() const
{
    return static_cast<int>(std::count_if(m_cards.begin(), m_cards.end(), asksForAWindow));
}

void CardListModel::setCards(std::vector<model::ApprovalCard> cards)
{
    beginResetModel();
    m_cards = std::move(cards);
    endResetModel();
}

void CardListModel::upsert(const model::ApprovalCard& card)
{
    const int row = rowOf(card.id);
    if (row < 0) {
        beginInsertRows({}, rowCount(), rowCount());
        m_cards.push_back(card);
        endInsertRows();
        return;
    }
    if (m_cards[static_cast<std::size_t>(row)] == card)
        return;
    m_cards[static_cast<std::size_t>(row)] = card;
    Q_EMIT dataChanged(index(row), index(row));
}

void CardListModel::remove(const std::string& cardId)
{
    const int row = rowOf(cardId);
    if (row < 0)
        return;
    beginRemoveRows({}, row, row);
    m_cards.erase(m_cards.begin() + row);
    endRemoveRows();
}

} // namespace gatehouse::models
