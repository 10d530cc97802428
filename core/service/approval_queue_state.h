// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/service/approval_queue.h"
#include "core/service/store_thread.h"

#include <QElapsedTimer>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace gatehouse::service {

/// The questions that are open and the answers that can still be taken back. Used in the queue's thread only.
class ApprovalQueue::State {
public:
    struct Item {
        model::ApprovalCard card;
        std::map<quint64, model::ApprovalCard> peers; ///< what each live wrapper said
        bool isPersisted = false;
        bool isBeingDecided = false;

        /// The clients that wait for this card, each once.
        std::vector<model::ProcessInfo> waitingClients() const;
    };

    /// A decision that can still be taken back, with what it ended.
    struct Undoable {
        std::vector<std::string> decisionIds;
        Item item;
        QElapsedTimer since;

        bool isOver() const { return since.elapsed() > kUndoMilliseconds; }
    };

    explicit State(StoreThread& thread)
        : store(thread)
    {
    }

    int lineOf(const model::ApprovalCard& card) const
    {
        const auto found = lines.find(card.identity.entryRef);
        return found == lines.end() ? card.entryLine : found->second;
    }

    auto find(const std::string& cardId)
    {
        return std::ranges::find_if(items, [&](const Item& item) { return item.card.id == cardId; });
    }

    std::vector<std::string> cardsOf(quint64 peer) const
    {
        std::vector<std::string> ids;
        for (const auto& item : items) {
            if (item.peers.contains(peer))
                ids.push_back(item.card.id);
        }
        return ids;
    }

    /// Without those that are about calls.
    std::vector<std::string> launchCardsOf(quint64 peer) const
    {
        std::vector<std::string> ids;
        for (const auto& item : items) {
            if (item.peers.contains(peer) && !item.card.identity.call)
                ids.push_back(item.card.id);
        }
        return ids;
    }

    /// A peer that was answered may have asked again before it saw the answer.
    bool wasAnswered(quint64 peer, const std::string& cardId)
    {
        std::erase_if(undoable, [](const auto& entry) { return entry.second.isOver(); });
        return std::ranges::any_of(undoable, [&](const auto& entry) {
            return entry.second.item.card.id == cardId && entry.second.item.peers.contains(peer);
        });
    }

    StoreThread& store;
    std::vector<Item> items;                  ///< oldest first
    std::map<std::string, int> lines;         ///< by entryRef
    std::map<std::string, Undoable> undoable; ///< by the id that `decided` carried
};

inline std::vector<model::ProcessInfo> ApprovalQueue::State::Item::waitingClients() const
{
    std::vector<model::ProcessInfo> clients;
    for (const auto& [peer, asked] : peers) {
        // The parent itself, whatever it is: that is who the wrapper takes for its client, too.
        if (!asked.ancestry.empty() && std::ranges::find(clients, asked.ancestry.front()) == clients.end())
            clients.push_back(asked.ancestry.front());
    }
    return clients;
}

} // namespace gatehouse::service
