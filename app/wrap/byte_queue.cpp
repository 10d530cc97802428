// SPDX-License-Identifier: Apache-2.0
#include "app/wrap/byte_queue.h"

namespace gatehouse::wrap {
namespace {

constexpr std::size_t kKeptCapacity = std::size_t{256} << 10; // what an idle queue may hold on to

} // namespace

void ByteQueue::push(std::string& bytes)
{
    if (bytes.empty())
        return;
    if (isEmpty()) {
        m_begin = 0;
        m_bytes.swap(bytes);
    } else {
        // What has gone is cut off only when it is the greater part: each byte moves once at most on average.
        if (m_begin > m_bytes.size() / 2) {
            m_bytes.erase(0, m_begin);
            m_begin = 0;
        }
        m_bytes.append(bytes);
    }
    bytes.clear();
    if (bytes.capacity() > kKeptCapacity)
        bytes.shrink_to_fit();
}

void ByteQueue::drop(std::size_t count)
{
    m_begin += count;
    if (m_begin >= m_bytes.size())
        clear();
}

void ByteQueue::clear()
{
    m_begin = 0;
    m_bytes.clear();
    if (m_bytes.capacity() > kKeptCapacity)
        m_bytes.shrink_to_fit();
}

} // namespace gatehouse::wrap
