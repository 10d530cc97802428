// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/service/candidate_book.h"

#include <QAbstractTableModel>

#include <vector>

namespace gatehouse::models {

/// Servers that imported lists tell of, one row each, in the order that they are given in: what can be
/// approved first. Holds copies only.
class CandidateModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { State, Name, Command, ColumnCount };
    using QAbstractTableModel::QAbstractTableModel;

    /// Resets the model where anything is different.
    void setCandidates(std::vector<service::CandidateStanding> candidates);
    /// Nothing where there is no such row.
    const service::CandidateStanding* candidateAt(int row) const;
    /// -1: none has it.
    int rowOf(const std::string& id) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    std::vector<service::CandidateStanding> m_candidates;
};

} // namespace gatehouse::models
