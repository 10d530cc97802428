// SPDX-License-Identifier: Apache-2.0
#include "core/jsonrpc/line_framer.h"

#include <algorithm>
#include <new>

namespace gatehouse::jsonrpc {
namespace {

// A line that outgrows this gets much room at once: what is not used of it costs nothing, copying would.
constexpr std::size_t kLongLineBytes = std::size_t{256} << 10;
constexpr std::size_t kLongLineGrowth = 8;

std::string_view lastBytes(std::string_view text)
{
    return text.substr(text.size() - std::min(text.size(), LineFramer::kEndBytes));
}

} // namespace

LineFramer::LineFramer(std::size_t maxLineBytes)
    : m_maxLineBytes(maxLineBytes)
{
}

void LineFramer::feed(std::string_view chunk)
{
    forgetGiven();
    m_chunk = chunk;
}

std::optional<Framed> LineFramer::next()
{
    forgetGiven();
    if (m_chunk.empty())
        return std::nullopt;
    if (m_isSkipping)
        return skip();
    const auto newline = m_chunk.find('\n');
    if (newline == m_chunk.npos) {
        const auto part = m_chunk;
        m_chunk = {};
        return takePart(part);
    }
    const auto line = m_chunk.substr(0, newline);
    if (m_partial.size() + line.size() > m_maxLineBytes) {
        // The newline stays, so that the tail is reported by the next call.
        m_chunk.remove_prefix(newline);
        return takePart(line);
    }
    m_chunk.remove_prefix(newline + 1);
    return takeWhole(line);
}

std::size_t LineFramer::pendingBytes() const
{
    if (m_isSkipping)
        return m_skipped;
    return m_partialWasGiven ? 0 : m_partial.size();
}

std::string* LineFramer::givenBuffer()
{
    return m_partialWasGiven ? &m_partial : nullptr;
}

/// Lets go of the buffer behind the line that was given out last.
void LineFramer::forgetGiven()
{
    if (!m_partialWasGiven)
        return;
    m_partialWasGiven = false;
    if (m_partial.capacity() > kKeptBytes)
        std::string().swap(m_partial); // assigning an empty one would keep the buffer
    else
        m_partial.clear();
}

std::optional<Framed> LineFramer::takeWhole(std::string_view line)
{
    if (m_partial.empty())
        return Framed{line, false, {}};
    const auto size = m_partial.size() + line.size();
    makeRoom(line.size() + 1);
    m_partial.append(line.data(), line.size() + 1); // the newline stands behind it in the chunk
    m_partialWasGiven = true;
    return Framed{std::string_view(m_partial).substr(0, size), false, {}};
}

std::optional<Framed> LineFramer::takePart(std::string_view part)
{
    if (m_partial.size() + part.size() <= m_maxLineBytes) {
        makeRoom(part.size());
        m_partial.append(part);
        return std::nullopt;
    }
    startSkipping(part);
    return Framed{m_head, true, {}};
}

void LineFramer::makeRoom(std::size_t more)
{
    const auto needed = m_partial.size() + more;
    if (needed <= m_partial.capacity() || needed <= kLongLineBytes)
        return; // short lines grow by doubling
    try {
        m_partial.reserve(std::max(needed, std::min(needed * kLongLineGrowth, m_maxLineBytes + 1)));
    } catch (const std::bad_alloc&) {
        // Address space is scarce: it grows by doubling like the others.
    }
}

void LineFramer::startSkipping(std::string_view part)
{
    m_isSkipping = true;
    m_skipped = m_partial.size() + part.size();
    m_head = m_partial.substr(0, kEndBytes);
    m_head.append(part.substr(0, kEndBytes - m_head.size()));
    m_tail = lastBytes(m_partial);
    appendToTail(part);
    std::string().swap(m_partial); // assigning an empty one would keep the buffer
}

void LineFramer::appendToTail(std::string_view part)
{
    m_tail.append(lastBytes(part));
    // Cut only now and then, so that a byte at a time stays linear.
    if (m_tail.size() > 2 * kEndBytes)
        m_tail.erase(0, m_tail.size() - kEndBytes);
}

std::optional<Framed> LineFramer::skip()
{
    const auto newline = m_chunk.find('\n');
    const auto part = m_chunk.substr(0, newline);
    m_skipped += part.size();
    appendToTail(part);
    if (newline == m_chunk.npos) {
        m_chunk = {};
        return std::nullopt;
    }
    m_chunk.remove_prefix(newline + 1);
    m_isSkipping = false;
    m_skipped = 0;
    return Framed{m_head, true, lastBytes(m_tail)};
}

} // namespace gatehouse::jsonrpc
