// SPDX-License-Identifier: Apache-2.0
#include "core/mcp/shape.h"

#include "core/jsonrpc/levels.h"
#include "core/jsonrpc/skip.h"
#include "core/jsonrpc/tokens.h"
#include "core/jsonrpc/value.h"

#include <algorithm>
#include <charconv>

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

/// Walks accepted text once and writes its shape. Recursion is as deep as levels.def nests.
class Shaper {
public:
    explicit Shaper(std::string_view line)
        : m_at(line.data())
        , m_end(line.data() + std::min(line.size(), kLookedAt))
        , m_isPrefix(line.size() > kLookedAt)
    {
        m_out.reserve(kMaxShapeBytes);
    }

    std::string run()
    {
        skipBlanks();
        const bool isWhole = value({true, Level::Envelope, Level::Free});
        if (!isWhole) {
            // The outermost is always an object, and has a member: nothing else becomes a message.
            for (; m_open.size() > 1; m_open.pop_back())
                m_out += m_open.back();
            m_out += kMore;
            m_out += '}';
        }
        return std::move(m_out);
    }

private:
    // All return false when the shape is full. m_piece is what will be written next, as a whole or not at
    // all.
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
        char digits[24];
        const auto end = std::to_chars(digits, digits + sizeof digits, count).ptr;
        if (kind != 0)
            m_piece += kind;
        m_piece.append(digits, end);
    }

    const char* m_at;
    const char* m_end;
    bool m_isPrefix;
    std::string m_out;
    std::string m_piece;
    std::size_t m_unknownKeys = 0;
    std::string m_open; // the closing brackets of what is open
};

bool Shaper::commit()
{
    if (m_out.size() + m_piece.size() + m_open.size() + kMore.size() > kMaxShapeBytes)
        return false;
    m_out += m_piece;
    m_piece.clear();
    return true;
}

/// The value at m_at; m_piece holds what comes before it.
bool Shaper::value(MemberRule rule)
{
    if (isAt('{') && rule.inside != Level::Free)
        return object(rule.inside);
    if (isAt('[') && rule.elements != Level::Free)
        return array(rule.elements);
    m_piece += '"';
    describeFree();
    m_piece += '"';
    return commit() && !isCut();
}

bool Shaper::object(Level level)
{
    m_piece += '{';
    m_open += '}';
    if (!commit()) {
        m_open.pop_back();
        return false;
    }
    ++m_at;
    skipBlanks();
    for (bool isFirst = true; !isAtEndOf('}'); isFirst = false) {
        if (!isFirst)
            m_piece += ',';
        MemberRule rule;
        member(level, rule);
        if (!value(rule))
            return false;
        skipComma();
    }
    if (isCut())
        return false;
    advance();
    m_out += '}';
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
        m_piece += token;
    } else {
        rule.inside = jsonrpc::levelOfEveryMember(level);
        // Numbered, so that no two keys of the shape are equal.
        m_piece += '"';
        addCount('?', ++m_unknownKeys);
        addCount(':', insideQuotes(token.size()));
        m_piece += '"';
    }
    m_piece += ':';
    skipBlanks();
    advance();
    skipBlanks();
}

bool Shaper::array(Level elements)
{
    m_piece += '[';
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
            m_piece += ',';
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
        m_piece += R"(,"+)";
        addCount(0, more);
        m_piece += '"';
        if (!commit())
            return false;
    }
    if (isCut())
        return false;
    advance();
    m_out += ']';
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
    m_piece += '{';
    ++m_at;
    skipBlanks();
    std::size_t count = 0;
    for (; !isAtEndOf('}') && count < kShownMembers; ++count) {
        const char* const key = m_at;
        m_at = jsonrpc::skipStringUnchecked(m_at, m_end);
        if (count > 0)
            m_piece += ',';
        addCount(0, insideQuotes(static_cast<std::size_t>(m_at - key)));
        m_piece += ':';
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
        m_piece += ',';
        addCount('+', more);
    }
    advance();
    m_piece += '}';
}

void Shaper::describeInner()
{
    const char* const start = m_at;
    if (start == m_end) {
        m_piece += '+';
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
        m_piece += 'b';
        break;
    case 'n':
        m_piece += "null";
        break;
    default:
        m_piece += 'n';
        break;
    }
    if (isCut())
        m_piece += '+';
}

} // namespace

std::string shapeOf(const jsonrpc::Message& message)
{
    return Shaper(message.line).run();
}

} // namespace gatehouse::mcp
