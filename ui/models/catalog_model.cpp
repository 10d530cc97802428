// SPDX-License-Identifier: Apache-2.0
#include "ui/models/catalog_model.h"

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
    model::ToolRow tool;
    std::vector<std::unique_ptr<Node>> children;

    int row() const
    {
        const auto& siblings = parent->children;
        const auto self = std::find_if(siblings.begin(), siblings.end(),
            [this](const std::unique_ptr<Node>& other) { return other.get() == this; });
        return static_cast<int>(self - siblings.begin());
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
            return text::displayText(tool.name, kNameLimit);
        case State:
            return CatalogModel::tr("tool, as seen");
        case Command:
            return CatalogModel::tr("%n call(s)", nullptr, static_cast<int>(tool.calls));
        case Seen:
            return text::relativeTime(tool.lastSeen, QDateTime::currentMSecsSinceEpoch());
        default:
            return {};
        }
    }

    QString sentence() const
    {
        if (kind == Kind::Server)
            return QStringLiteral("%1, %2. %3")
                .arg(text::displayText(server.location.name, kNameLimit), text::serverStateText(server.state),
                    text::serverStateSentence(server));
        return display(Name).toString();
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
    return node == m_root.get() ? QModelIndex() : createIndex(node->row(), column, node);
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
        return node->display(index.column());
    case Qt::ToolTipRole:
        if (isServer && index.column() == Command)
            return text::displayCommand(node->server.command);
        return isServer ? QVariant(text::serverStateSentence(node->server)) : QVariant();
    case Qt::AccessibleTextRole:
        return index.column() == Name ? QVariant(node->sentence()) : node->display(index.column());
    case ServerRefRole:
        return isServer ? QVariant(QString::fromStdString(node->server.ref)) : QVariant();
    case StateRole:
        return isServer ? QVariant(static_cast<int>(node->server.state)) : QVariant();
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

const model::ToolRow* CatalogModel::toolAt(const QModelIndex& index) const
{
    const auto* node = nodeAt(index);
    return node->kind == Node::Kind::Tool ? &node->tool : nullptr;
}

CatalogModel::Node* CatalogModel::findServer(const std::string& serverRef) const
{
    for (const auto& client : m_root->children)
        for (const auto& server : client->children)
            if (server->server.ref == serverRef)
                return server.get();
    return nullptr;
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
    int count = 0;
    for (const auto& client : m_root->children)
        count += static_cast<int>(client->children.size());
    return count;
}

CatalogModel::Node* CatalogModel::clientFor(const model::ServerRow& row)
{
    auto& clients = m_root->children;
    const auto found = std::find_if(clients.begin(), clients.end(),
        [&row](const std::unique_ptr<Node>& client) { return client->clientId == row.location.client; });
    if (found != clients.end())
        return found->get();
    auto client = std::make_unique<Node>();
    client->kind = Node::Kind::Client;
    client->parent = m_root.get();
    client->clientId = row.location.client;
    client->clientTitle = row.clientTitle.empty() ? row.location.client : row.clientTitle;
    beginInsertRows({}, rowCount(), rowCount());
    clients.push_back(std::move(client));
    endInsertRows();
    return clients.back().get();
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
    const int at = static_cast<int>(client->children.size());
    beginInsertRows(indexOfNode(client), at, at);
    client->children.push_back(std::move(server));
    endInsertRows();
}

void CatalogModel::remove(const std::string& serverRef)
{
    auto* server = findServer(serverRef);
    if (server == nullptr)
        return;
    auto* client = server->parent;
    const int at = server->row();
    beginRemoveRows(indexOfNode(client), at, at);
    client->children.erase(client->children.begin() + at);
    endRemoveRows();
    if (!client->children.empty())
        return;
    const int clientRow = client->row();
    beginRemoveRows({}, clientRow, clientRow);
    m_root->children.erase(m_root->children.begin() + clientRow);
    endRemoveRows();
}

void CatalogModel::setTools(const std::string& serverRef, const QVector<model::ToolRow>& tools)
{
    auto* server = findServer(serverRef);
    if (server == nullptr)
        return;
    const auto parentIndex = indexOfNode(server);
    auto& nodes = server->children;
    for (int at = static_cast<int>(nodes.size()) - 1; at >= 0; --at) {
        const auto& name = nodes[static_cast<std::size_t>(at)]->tool.name;
        if (std::any_of(tools.begin(), tools.end(),
                [&name](const model::ToolRow& tool) { return tool.name == name; }))
            continue;
        beginRemoveRows(parentIndex, at, at);
        nodes.erase(nodes.begin() + at);
        endRemoveRows();
    }
    for (const auto& tool : tools) {
        const auto known = std::find_if(nodes.begin(), nodes.end(),
            [&tool](const std::unique_ptr<Node>& node) { return node->tool.name == tool.name; });
        if (known != nodes.end()) {
            (*known)->tool = tool;
            Q_EMIT dataChanged(indexOfNode(known->get()), indexOfNode(known->get(), ColumnCount - 1));
            continue;
        }
        auto node = std::make_unique<Node>();
        node->kind = Node::Kind::Tool;
        node->parent = server;
        node->tool = tool;
        const int at = static_cast<int>(nodes.size());
        beginInsertRows(parentIndex, at, at);
        nodes.push_back(std::move(node));
        endInsertRows();
    }
    Q_EMIT toolsTold(serverRef);
}

} // namespace gatehouse::models
