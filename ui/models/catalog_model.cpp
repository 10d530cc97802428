// SPDX-License-Identifier: Apache-2.0
#include "ui/models/catalog_model.h"

#include "ui/text/definition_text.h"
#include "ui/text/display_text.h"
#include "ui/text/state_text.h"
#include "ui/text/time_text.h"

#include <QDateTime>

#include <algorithm>
#include <utility>

namespace gatehouse::models {
namespace {

constexpr qsizetype kNameLimit = 80;
constexpr qsizetype kCommandLimit = 200;

QString shortCommand(const model::ServerRow& row)
{
    return text::displayText(text::displayCommand(row.command).toStdString(), kCommandLimit);
}

} // namespace

/// A client, a server or a tool, by its depth below the root.
struct CatalogModel::Node {
    enum class Kind { Root, Client, Server, Tool };

    Kind kind = Kind::Root;
    Node* parent = nullptr;
    std::string clientId;
    std::string clientTitle;
    model::ServerRow server;
    model::DefinitionRow tool;
    std::vector<std::unique_ptr<Node>> children;
    int row = 0; ///< among its siblings

    /// After children came or went from `first` on.
    void numberFrom(int first)
    {
        for (auto at = static_cast<std::size_t>(first); at < children.size(); ++at)
            children[at]->row = static_cast<int>(at);
    }

    QVariant display(int column) const
    {
        switch (kind) {
        case Kind::Client:
            return column == Name ? text::displayText(clientTitle, kNameLimit) : QVariant();
        case Kind::Server:
            return displayServer(column);
        case Kind::Tool:
            return displayTool(column);
        case Kind::Root:
            break;
        }
        return {};
    }

    QVariant displayServer(int column) const
    {
        switch (column) {
        case Name:
            return text::displayText(server.location.name, kNameLimit);
        case State:
            return text::serverStateText(server.state);
        case Command:
            return shortCommand(server);
        case Seen:
            return text::relativeTime(server.lastSeen, QDateTime::currentMSecsSinceEpoch());
        default:
            return {};
        }
    }

    QVariant displayTool(int column) const
    {
        switch (column) {
        case Name:
            return tool.kind == model::DefinitionKind::Instructions
                ? text::definitionKindText(tool.kind)
                : text::displayText(tool.name, kNameLimit);
        case State:
            return text::definitionText(tool);
        case Note:
            return CatalogModel::tr("%n call(s)", nullptr, static_cast<int>(tool.calls));
        case Seen:
            return text::relativeTime(tool.lastSeen, QDateTime::currentMSecsSinceEpoch());
        default:
            return {};
        }
    }
};

CatalogModel::CatalogModel(QObject* parent)
    : QAbstractItemModel(parent)
    , m_root(std::make_unique<Node>())
{
}

CatalogModel::~CatalogModel() = default;

CatalogModel::Node* CatalogModel::nodeAt(const QModelIndex& index) const
{
    return index.isValid() ? static_cast<Node*>(index.internalPointer()) : m_root.get();
}

QModelIndex CatalogModel::indexOfNode(const Node* node, int column) const
{
    return node == m_root.get() ? QModelIndex() : createIndex(node->row, column, node);
}

QModelIndex CatalogModel::index(int row, int column, const QModelIndex& parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, nodeAt(parent)->children[static_cast<std::size_t>(row)].get());
}

QModelIndex CatalogModel::parent(const QModelIndex& child) const
{
    return child.isValid() ? indexOfNode(nodeAt(child)->parent) : QModelIndex();
}

int CatalogModel::rowCount(const QModelIndex& parent) const
{
    return parent.column() > 0 ? 0 : static_cast<int>(nodeAt(parent)->children.size());
}

int CatalogModel::columnCount(const QModelIndex&) const
{
    return ColumnCount;
}

QVariant CatalogModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const auto* node = nodeAt(index);
    const bool isServer = node->kind == Node::Kind::Server;
    switch (role) {
    case Qt::DisplayRole:
        return isServer && index.column() == Note ? noteOf(node->server) : node->display(index.column());
    case Qt::ToolTipRole:
        if (isServer && index.column() == Command)
            return text::displayCommand(node->server.command);
        if (isServer && index.column() == Note)
            return noteOf(node->server);
        return isServer ? QVariant(text::serverStateSentence(node->server)) : QVariant();
    case Qt::AccessibleTextRole:
        return index.column() == Name ? QVariant(sentenceOf(*node)) : data(index, Qt::DisplayRole);
    case ServerRefRole:
        return isServer ? QVariant(QString::fromStdString(node->server.ref)) : QVariant();
    case StateRole:
        return isServer ? QVariant(static_cast<int>(node->server.state)) : QVariant();
    case WithheldRole:
        return node->kind == Node::Kind::Tool && node->tool.state == model::DefinitionState::Suspended;
    default:
        return {};
    }
}

QVariant CatalogModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name:
        return tr("Server");
    case State:
        return tr("State");
    case Note:
        return tr("Note");
    case Command:
        return tr("Command");
    case Seen:
        return tr("Last seen");
    default:
        return {};
    }
}

const model::ServerRow* CatalogModel::serverAt(const QModelIndex& index) const
{
    const auto* node = nodeAt(index);
    if (node->kind == Node::Kind::Tool)
        node = node->parent;
    return node->kind == Node::Kind::Server ? &node->server : nullptr;
}

const model::DefinitionRow* CatalogModel::toolAt(const QModelIndex& index) const
{
    const auto* node = nodeAt(index);
    return node->kind == Node::Kind::Tool ? &node->tool : nullptr;
}

const std::string* CatalogModel::clientAt(const QModelIndex& index) const
{
    const auto* node = nodeAt(index);
    return node->kind == Node::Kind::Client ? &node->clientId : nullptr;
}

CatalogModel::Node* CatalogModel::findServer(const std::string& serverRef) const
{
    const auto found = m_servers.find(serverRef);
    return found == m_servers.end() ? nullptr : found->second;
}

QModelIndex CatalogModel::indexOf(const std::string& serverRef) const
{
    const auto* node = findServer(serverRef);
    return node == nullptr ? QModelIndex() : indexOfNode(node);
}

QString CatalogModel::clientTitleOf(const std::string& serverRef) const
{
    const auto* node = findServer(serverRef);
    return node == nullptr ? QString() : text::displayText(node->server.clientTitle, kNameLimit);
}

int CatalogModel::serverCount() const
{
    return static_cast<int>(m_servers.size());
}

QString CatalogModel::sentenceOf(const Node& node) const
{
    if (node.kind != Node::Kind::Server)
        return node.display(Name).toString();
    const auto note = noteOf(node.server);
    const auto state = text::serverStateText(node.server.state);
    return QStringLiteral("%1, %2. %3")
        .arg(text::displayText(node.server.location.name, kNameLimit),
            note.isEmpty() ? state : state + QStringLiteral(", ") + note,
            text::serverStateSentence(node.server));
}

/// What is worth a look besides its state: nobody approved it, others start it, too.
QString CatalogModel::noteOf(const model::ServerRow& row) const
{
    QStringList marks;
    if (row.isShadow && row.state != model::ServerState::Waiting) // which says so itself
        marks << tr("never approved");
    const auto others = static_cast<int>(row.duplicates.size());
    const bool isOtherVersion = std::any_of(row.duplicates.begin(), row.duplicates.end(),
        [](const model::Duplicate& duplicate) { return duplicate.isOtherVersion; });
    const auto title = others == 1 ? clientTitleOf(row.duplicates.front().ref) : QString();
    if (isOtherVersion)
        marks << (title.isEmpty() ? tr("other versions elsewhere") : tr("other version in %1").arg(title));
    else if (others > 0)
        marks << (title.isEmpty() ? tr("also in %n place(s)", nullptr, others) : tr("also in %1").arg(title));
    return marks.join(QStringLiteral(" · "));
}

std::vector<std::pair<QString, bool>> CatalogModel::placesOf(
    const std::vector<model::Duplicate>& duplicates) const
{
    std::vector<std::pair<QString, bool>> places;
    for (const auto& duplicate : duplicates) {
        if (const auto* const other = findServer(duplicate.ref))
            places.emplace_back(
                tr("%1 in %2").arg(other->display(Name).toString(), clientTitleOf(duplicate.ref)),
                duplicate.isOtherVersion);
    }
    return places;
}

CatalogModel::Node* CatalogModel::clientFor(const model::ServerRow& row)
{
    const auto known = m_clients.find(row.location.client);
    if (known != m_clients.end())
        return known->second;
    auto client = std::make_unique<Node>();
    client->kind = Node::Kind::Client;
    client->parent = m_root.get();
    client->clientId = row.location.client;
    client->clientTitle = row.clientTitle.empty() ? row.location.client : row.clientTitle;
    if (client->clientTitle.empty())
        client->clientTitle = tr("No client's file").toStdString();
    client->row = rowCount();
    auto* const node = client.get();
    beginInsertRows({}, client->row, client->row);
    m_root->children.push_back(std::move(client));
    m_clients.emplace(row.location.client, node);
    endInsertRows();
    return node;
}

void CatalogModel::upsert(const model::ServerRow& row)
{
    if (auto* known = findServer(row.ref)) {
        known->server = row;
        Q_EMIT dataChanged(indexOfNode(known), indexOfNode(known, ColumnCount - 1));
        return;
    }
    auto* client = clientFor(row);
    auto server = std::make_unique<Node>();
    server->kind = Node::Kind::Server;
    server->parent = client;
    server->server = row;
    server->row = static_cast<int>(client->children.size());
    beginInsertRows(indexOfNode(client), server->row, server->row);
    m_servers.emplace(row.ref, server.get());
    client->children.push_back(std::move(server));
    endInsertRows();
}

void CatalogModel::remove(const std::string& serverRef)
{
    auto* server = findServer(serverRef);
    if (server == nullptr)
        return;
    auto* client = server->parent;
    removeChildren(client, server->row, server->row);
    m_servers.erase(serverRef);
    if (!client->children.empty())
        return;
    m_clients.erase(client->clientId);
    removeChildren(m_root.get(), client->row, client->row);
}

void CatalogModel::removeChildren(Node* node, int first, int last)
{
    beginRemoveRows(indexOfNode(node), first, last);
    const auto begin = node->children.begin();
    node->children.erase(begin + first, begin + last + 1);
    node->numberFrom(first);
    endRemoveRows();
}

void CatalogModel::setTools(const std::string& serverRef, const QVector<model::DefinitionRow>& tools)
{
    auto* server = findServer(serverRef);
    if (server == nullptr)
        return;
    ComingTools coming;
    for (const auto& tool : tools)
        coming.emplace(std::pair(tool.kind, tool.name), &tool);
    auto& nodes = server->children;
    // From the end, in as few steps as there are gaps: each step moves all that is below.
    for (int last = static_cast<int>(nodes.size()) - 1; last >= 0; --last) {
        const auto isGone = [&](int at) {
            const auto& tool = nodes[static_cast<std::size_t>(at)]->tool;
            return !coming.contains({tool.kind, tool.name});
        };
        if (!isGone(last))
            continue;
        int first = last;
        while (first > 0 && isGone(first - 1))
            --first;
        removeChildren(server, first, last);
        last = first;
    }
    for (const auto& node : nodes) {
        const auto found = coming.find({node->tool.kind, node->tool.name});
        const bool isChanged = node->tool != *found->second;
        node->tool = *found->second;
        coming.erase(found);
        if (isChanged)
            Q_EMIT dataChanged(indexOfNode(node.get()), indexOfNode(node.get(), ColumnCount - 1));
    }
    if (!coming.empty())
        appendTools(server, tools, coming);
    Q_EMIT toolsTold(serverRef); // also where they are the same: what is decided about them may not be
}

void CatalogModel::appendTools(
    Node* server, const QVector<model::DefinitionRow>& tools, const ComingTools& coming)
{
    auto& nodes = server->children;
    const int first = static_cast<int>(nodes.size());
    beginInsertRows(indexOfNode(server), first, first + static_cast<int>(coming.size()) - 1);
    for (const auto& tool : tools) {
        const auto found = coming.find({tool.kind, tool.name});
        if (found == coming.end() || found->second != &tool)
            continue;
        auto node = std::make_unique<Node>();
        node->kind = Node::Kind::Tool;
        node->parent = server;
        node->tool = tool;
        nodes.push_back(std::move(node));
    }
    server->numberFrom(first);
    endInsertRows();
}

} // namespace gatehouse::models
