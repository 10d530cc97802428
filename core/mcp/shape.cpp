// SPDX-License-Identifier: Apache-2.0
#include "core/mcp/shape.h"

#include "core/jsonrpc/levels.h"
#include "core/jsonrpc/skip.h"
#include "core/jsonrpc/tokens.h"
#include "core/jsonrpc/value.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

namespace gatehouse::mcp {
namespace {

using jsonrpc::Level;
using jsonrpc::MemberRule;

constexpr std::size_t kShownElements = 3; // of an array at a level of the protocol
constexpr std::size_t kShownMembers = 8;  // of a free object
// Of a long line only the start is looked at: a second pass over all of it would cost as much as parsing it.
constexpr std::size_t kLookedAt = std::size_t{8} << 10;
constexpr std::string_view kMore = R"(,"…":0)";

/// The length of what a token's quotes hold; a token that is cut off may have one quote only.
constexpr std::size_t insideQuotes(std::size_t tokenBytes)
{
    return tokenBytes < 2 ? 0 : tokenBytes - 2;
}

/// The shape as far as it is written: whole pieces, and the one that is being written. On the stack, since
/// one is made for every message.
class ShapeText {
public:
    void add(char byte)
    {
        if (m_size < m_bytes.size())
            m_bytes[m_size++] = byte;
        else
            m_hasOverrun = true;
    }
    void add(std::string_view text)
    {
        if (text.size() > m_bytes.size() - m_size) {
            m_hasOverrun = true;
            return;
        }
        std::memcpy(m_bytes.data() + m_size, text.data(), text.size());
        m_size += text.size();
    }
    void add(std::size_t number)
    {
        char digits[24];
        const auto* const end = std::to_chars(digits, digits + sizeof digits, number).ptr;
        add(std::string_view(digits, static_cast<std::size_t>(end - digits)));
    }
    /// Makes the piece a part of the shape, if `reserved` bytes would still fit behind it; drops it and
    /// returns false otherwise.
    bool commit(std::size_t reserved)
    {
        if (m_hasOverrun || m_size + reserved > kMaxShapeBytes) {
            m_size = m_whole;
            return false;
        }
        m_whole = m_size;
        return true;
    }
    /// A bracket for which commits have kept room.
    void close(char bracket)
    {
        add(bracket);
        m_whole = m_size;
    }
    std::string text() const { return {m_bytes.data(), m_size}; }

private:
    // The longest piece describes a free object's members; it is about as long as all of a shape.
    std::array<char, 2 * kMaxShapeBytes> m_bytes;
    std::size_t m_size = 0;
    std::size_t m_whole = 0;
    bool m_hasOverrun = false;
};

/// Walks accepted text once and writes its shape. Recursion is as deep as levels.def nests.
class Shaper {
public:
    explicit Shaper(std::string_view line)
        : m_at(line.data())
        , m_end(line.data() + std::min(line.size(), kLookedAt))
        , m_isPrefix(line.size() > kLookedAt)
    {
    }

    std::string run()
    {
        skipBlanks();
        const bool isWhole = value({true, Level::Envelope, Level::Free});
        if (!isWhole) {
            // The outermost is always an object, and has a member: nothing else becomes a message.
            for (; m_open.size() > 1; m_open.pop_back())
                m_out.add(m_open.back());
            m_out.add(kMore);
            m_out.add('}');
        }
        return m_out.text();
    }

private:
    // All return false when the shape is full. A piece is written as a whole or not at all.
    bool value(MemberRule rule);
    bool object(Level level);
    bool array(Level elements);
    bool commit();
    void member(Level level, MemberRule& rule);
    void describeFree();
    void describeFreeObject();
    void describeInner();

    void skipBlanks() { m_at = jsonrpc::skipBlanks(m_at, m_end); }
    /// The part that is looked at ends here, the line does not.
    bool isCut() const { return m_isPrefix && m_at == m_end; }
    void advance()
    {
        if (m_at != m_end)
            ++m_at;
    }
    bool isAt(char c) const { return m_at != m_end && *m_at == c; }
    bool isAtEndOf(char closer) const { return m_at == m_end || *m_at == closer; }
    void skipComma()
    {
        skipBlanks();
        if (isAt(','))
            ++m_at;
        skipBlanks();
    }

    void addCount(char kind, std::size_t count)
    {
        m_out.add(kind);
        m_out.add(count);
    }

    const char* m_at;
    const char* m_end;
    bool m_isPrefix;
    ShapeText m_out;
    std::size_t m_unknownKeys = 0;
    std::string m_open; // the closing brackets of what is open
};

bool Shaper::commit()
{
    return m_out.commit(m_open.size() + kMore.size());
}

/// The value at m_at; what comes before it is part of its piece.
bool Shaper::value(MemberRule rule)
{
    if (isAt('{') && rule.inside != Level::Free)
        return object(rule.inside);
    if (isAt('[') && rule.elements != Level::Free)
        return array(rule.elements);
    m_out.add('"');
    describeFree();
    m_out.add('"');
    return commit() && !isCut();
}

bool Shaper::object(Level level)
{
    m_out.add('{');
    m_open += '}';
    if (!commit()) {
        m_open.pop_back();
        return false;
    }
    ++m_at;
    skipBlanks();
    for (bool isFirst = true; !isAtEndOf('}'); isFirst = false) {
        if (!isFirst)
            m_out.add(',');
        MemberRule rule;
        member(level, rule);
        if (!value(rule))
            return false;
        skipComma();
    }
    if (isCut())
        return false;
    advance();
    m_out.close('}');
    m_open.pop_back();
    return true;
}

/// The key at m_at, and what its level says of the value, at which m_at stands then.
void Shaper::member(Level level, MemberRule& rule)
{
    const char* const start = m_at;
    m_at = jsonrpc::skipStringUnchecked(m_at, m_end);
    const std::string_view token(start, static_cast<std::size_t>(m_at - start));
    const auto match = jsonrpc::matchKey(token.substr(1, insideQuotes(token.size())));
    if (match.isExact && !isCut())
        rule = jsonrpc::memberRule(level, match.index);
    if (rule.isDefined) {
        m_out.add(token);
    } else {
        rule.inside = jsonrpc::levelOfEveryMember(level);
        // Numbered, so that no two keys of the shape are equal.
        m_out.add('"');
        addCount('?', ++m_unknownKeys);
        addCount(':', insideQuotes(token.size()));
        m_out.add('"');
    }
    m_out.add(':');
    skipBlanks();
    advance();
    skipBlanks();
}

bool Shaper::array(Level elements)
{
    m_out.add('[');
    m_open += ']';
    if (!commit()) {
        m_open.pop_back();
        return false;
    }
    ++m_at;
    skipBlanks();
    std::size_t count = 0;
    for (; !isAtEndOf(']') && count < kShownElements; ++count) {
        if (count > 0)
            m_out.add(',');
        if (!value({true, elements, Level::Free}))
            return false;
        skipComma();
    }
    std::size_t more = 0;
    for (; !isAtEndOf(']'); ++more) {
        m_at = jsonrpc::skipValueUnchecked(m_at, m_end);
        skipComma();
    }
    if (more > 0) {
        m_out.add(std::string_view(R"(,"+)"));
        m_out.add(more);
        m_out.add('"');
        if (!commit())
            return false;
    }
    if (isCut())
        return false;
    advance();
    m_out.close(']');
    m_open.pop_back();
    return true;
}

/// The value at m_at as a word; the members of an object too, but no further.
void Shaper::describeFree()
{
    if (isAt('{'))
        describeFreeObject();
    else
        describeInner();
}

void Shaper::describeFreeObject()
{
    m_out.add('{');
    ++m_at;
    skipBlanks();
    std::size_t count = 0;
    for (; !isAtEndOf('}') && count < kShownMembers; ++count) {
        const char* const key = m_at;
        m_at = jsonrpc::skipStringUnchecked(m_at, m_end);
        if (count > 0)
            m_out.add(',');
        m_out.add(insideQuotes(static_cast<std::size_t>(m_at - key)));
        m_out.add(':');
        skipBlanks();
        advance();
        skipBlanks();
        describeInner();
        skipComma();
    }
    std::size_t more = 0;
    for (; !isAtEndOf('}'); ++more) {
        m_at = jsonrpc::skipStringUnchecked(m_at, m_end);
        skipBlanks();
        advance();
        skipBlanks();
        m_at = jsonrpc::skipValueUnchecked(m_at, m_end);
        skipComma();
    }
    if (more > 0) {
        m_out.add(',');
        addCount('+', more);
    }
    advance();
    m_out.add('}');
}

void Shaper::describeInner()
{
    const char* const start = m_at;
    if (start == m_end) {
        m_out.add('+');
        return;
    }
    m_at = jsonrpc::skipValueUnchecked(m_at, m_end);
    const auto bytes = static_cast<std::size_t>(m_at - start);
    switch (*start) {
    case '"':
        addCount('s', insideQuotes(bytes));
        break;
    case '{':
        addCount('o', bytes);
        break;
    case '[':
        addCount('a', bytes);
        break;
    case 't':
    case 'f':
        m_out.add('b');
        break;
    case 'n':
        m_out.add(std::string_view("null"));
        break;
    default:
        m_out.add('n');
        break;
    }
    if (isCut())
        m_out.add('+');
}

} // namespace

std::string shapeOf(const jsonrpc::Message& message)
{
    return Shaper(message.line).run();
}

} // namespace gatehouse::mcp
