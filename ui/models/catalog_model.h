// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/rows.h"

#include <QAbstractItemModel>
#include <QVector>

#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace gatehouse::models {

/// Clients, their servers, and what each defines (tools, prompts …) as its last list showed it: a tree of
/// three levels.
class CatalogModel final : public QAbstractItemModel {
    Q_OBJECT
public:
    enum Column { Name, State, Note, Command, Seen, ColumnCount };
    enum Role { ServerRefRole = Qt::UserRole, StateRole, WithheldRole };

    explicit CatalogModel(QObject* parent = nullptr);
    ~CatalogModel() override;

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& child) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    /// The server at or above the index; null on a client. Good until the model changes.
    const model::ServerRow* serverAt(const QModelIndex& index) const;
    const model::DefinitionRow* toolAt(const QModelIndex& index) const;
    /// The client at the index; null elsewhere.
    const std::string* clientAt(const QModelIndex& index) const;
    QModelIndex indexOf(const std::string& serverRef) const;
    int serverCount() const;
    /// The client's title by the entry's reference; empty where it is not there.
    QString clientTitleOf(const std::string& serverRef) const;

    /// Where these stand, "files in Cursor", and whether they are of another version.
    std::vector<std::pair<QString, bool>> placesOf(const std::vector<model::Duplicate>& duplicates) const;

public Q_SLOTS:
    /// Inserts the server, or updates the one with the same ref; selection and expansion stay.
    void upsert(const gatehouse::model::ServerRow& row);
    void remove(const std::string& serverRef);
    void setTools(const std::string& serverRef, const QVector<gatehouse::model::DefinitionRow>& tools);

Q_SIGNALS:
    /// setTools() has told something of this server's tools, be it the same again: what was decided about
    /// them may be another thing.
    void toolsTold(const std::string& serverRef);

private:
    struct Node;

    Node* nodeAt(const QModelIndex& index) const;
    QModelIndex indexOfNode(const Node* node, int column = 0) const;
    Node* findServer(const std::string& serverRef) const;
    Node* clientFor(const model::ServerRow& row);
    QString noteOf(const model::ServerRow& row) const;
    QString sentenceOf(const Node& node) const;
    void removeChildren(Node* node, int first, int last);
    using ComingTools = std::map<std::pair<model::DefinitionKind, std::string>, const model::DefinitionRow*>;
    /// Those of `tools` that are in `coming`, which are not there yet.
    void appendTools(Node* server, const QVector<model::DefinitionRow>& tools, const ComingTools& coming);

    std::unique_ptr<Node> m_root;
    std::unordered_map<std::string, Node*> m_servers; // by ref
    std::unordered_map<std::string, Node*> m_clients; // by id
};

} // namespace gatehouse::models
