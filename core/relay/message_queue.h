// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>

namespace gatehouse::relay {

/// Client lines that wait for the server, oldest first. Bounded: a line that does not fit is not taken.
class MessageQueue {
public:
    static constexpr std::size_t kMaxBytes = std::size_t{1} << 20;
    static constexpr std::size_t kMaxMessages = 1000;

    struct Item {
        std::string line;  ///< as received, without newline
        std::string idRaw; ///< of a request; empty for others
    };

    /// False where the queue is full; nothing has changed then.
    bool push(std::string_view line, std::string_view idRaw);
    bool contains(std::string_view idRaw) const;
    /// Forgets the request with this id, where there is one.
    void remove(std::string_view idRaw);
    bool isEmpty() const { return m_items.empty(); }
    /// The oldest; the queue must not be empty.
    Item pop();

private:
    std::deque<Item> m_items;
    std::size_t m_bytes = 0;
};

} // namespace gatehouse::relay
