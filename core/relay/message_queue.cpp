// SPDX-License-Identifier: Apache-2.0
#include "core/relay/message_queue.h"

#include <algorithm>
#include <utility>

namespace gatehouse::relay {

bool MessageQueue::push(std::string_view line, std::string_view idRaw)
{
    if (m_items.size() >= kMaxMessages || line.size() > kMaxBytes - m_bytes)
        return false;
    m_bytes += line.size();
    m_items.push_back({std::string(line), std::string(idRaw)});
    return true;
}

bool MessageQueue::contains(std::string_view idRaw) const
{
    return std::any_of(m_items.begin(), m_items.end(), [&](const Item& item) { return item.idRaw == idRaw; });
}

void MessageQueue::remove(std::string_view idRaw)
{
    const auto found =
        std::find_if(m_items.begin(), m_items.end(), [&](const Item& item) { return item.idRaw == idRaw; });
    if (idRaw.empty() || found == m_items.end())
        return;
    m_bytes -= found->line.size();
    m_items.erase(found);
}

MessageQueue::Item MessageQueue::pop()
{
    auto item = std::move(m_items.front());
    m_items.pop_front();
    m_bytes -= item.line.size();
    return item;
}

} // namespace gatehouse::relay
