// SPDX-License-Identifier: Apache-2.0
#include "ui/models/candidate_model.h"

#include "ui/text/display_text.h"
#include "ui/text/registry_text.h"

#include <algorithm>

namespace gatehouse::models {
namespace {

int orderOf(const service::CandidateStanding& candidate)
{
    if (candidate.isOpen())
        return 0;
    return candidate.isUsable() ? 1 : 2;
}

QString cellText(const service::CandidateStanding& standing, int column)
{
    switch (column) {
    case CandidateModel::State:
        return text::candidateState(standing);
    case CandidateModel::Name:
        return text::displayText(standing.candidate.name);
    default:
        return standing.candidate.argv.empty() ? text::candidateWhy(standing)
                                               : text::displayCommand(standing.candidate.argv);
    }
}

} // namespace

void CandidateModel::setCandidates(std::vector<service::CandidateStanding> candidates)
{
    std::stable_sort(candidates.begin(), candidates.end(),
        [](const auto& left, const auto& right) { return orderOf(left) < orderOf(right); });
    if (candidates == m_candidates)
        return;
    beginResetModel();
    m_candidates = std::move(candidates);
    endResetModel();
}

const service::CandidateStanding* CandidateModel::candidateAt(int row) const
{
    const auto at = static_cast<std::size_t>(row);
    return row >= 0 && at < m_candidates.size() ? &m_candidates[at] : nullptr;
}

int CandidateModel::rowOf(const std::string& id) const
{
    const auto found = std::find_if(
        m_candidates.begin(), m_candidates.end(), [&](const auto& one) { return one.candidate.id == id; });
    return found == m_candidates.end() ? -1 : static_cast<int>(found - m_candidates.begin());
}

int CandidateModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_candidates.size());
}

int CandidateModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant CandidateModel::data(const QModelIndex& index, int role) const
{
    const auto* const standing = candidateAt(index.row());
    if (standing == nullptr)
        return {};
    if (role == Qt::DisplayRole)
        return cellText(*standing, index.column());
    if (role == Qt::AccessibleTextRole)
        return QStringLiteral("%1: %2, %3")
            .arg(cellText(*standing, Name), cellText(*standing, State), cellText(*standing, Command));
    return {};
}

QVariant CandidateModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case State:
        return tr("State");
    case Name:
        return tr("Server");
    case Command:
        return tr("Command");
    default:
        return {};
    }
}

} // namespace gatehouse::models
