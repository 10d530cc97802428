// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace gatehouse::wrap {

/// Bytes on their way out, first in, first out. Takes whole strings over where it can, and gives the memory
/// of a large message back as soon as it has gone.
class ByteQueue {
public:
    /// Takes `bytes`; leaves it empty.
    void push(std::string& bytes);
    std::string_view front() const { return std::string_view(m_bytes).substr(m_begin); }
    std::size_t size() const { return m_bytes.size() - m_begin; }
    bool isEmpty() const { return size() == 0; }
    void drop(std::size_t count);
    void clear();

private:
    std::string m_bytes;
    std::size_t m_begin = 0;
};

} // namespace gatehouse::wrap
