// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/compile_patterns/expression_tree.h"

#include <algorithm>

namespace gatehouse::inspect {
namespace {

using Node = ExpressionNode;

ByteChoice range(unsigned char first, unsigned char last)
{
    ByteChoice bytes;
    for (unsigned byte = first; byte <= last; ++byte)
        bytes.set(byte);
    return bytes;
}

ByteChoice only(unsigned char byte)
{
    return range(byte, byte);
}

class Parser {
public:
    Parser(std::string_view text, bool ignoresCase)
        : m_text(text)
        , m_ignoresCase(ignoresCase)
    {
    }
    std::optional<Node> parse(std::string& problem)
    {
        auto node = choice();
        if (m_problem.empty() && m_at < m_text.size())
            m_problem = "has a bracket too many";
        problem = m_problem;
        return m_problem.empty() ? std::optional(std::move(node)) : std::nullopt;
    }

private:
    bool isAt(std::string_view what) const { return m_text.substr(m_at).starts_with(what); }
    bool take(std::string_view what)
    {
        const bool isThere = isAt(what);
        m_at += isThere ? what.size() : 0;
        return isThere;
    }
    bool isEnd() const { return m_at >= m_text.size() || !m_problem.empty(); }
    Node fail(std::string problem)
    {
        if (m_problem.empty())
            m_problem = std::move(problem);
        return {};
    }

    Node choice()
    {
        Node all;
        all.kind = Node::Kind::Choice;
        do
            all.parts.push_back(row());
        while (take("|"));
        return all.parts.size() == 1 ? all.parts.front() : all;
    }
    Node row()
    {
        Node all;
        while (!isEnd() && !isAt("|") && !isAt(")"))
            all.parts.push_back(repeated(atom()));
        return all;
    }
    Node atom()
    {
        if (take("(")) {
            if (isAt("?") && !take("?:"))
                return fail("has a group that only (?: may be");
            auto inside = choice();
            return take(")") ? inside : fail("has a bracket too few");
        }
        if (take("["))
            return ofBytes(classBytes());
        if (take("^"))
            return of(Node::Kind::Start);
        if (take("\\b"))
            return of(Node::Kind::Boundary);
        if (take("."))
            return ofBytes(ByteChoice().set());
        if (take("\\"))
            return ofBytes(escaped());
        if (isAt("$"))
            return fail("has a $, which is not known here");
        return ofBytes(only(static_cast<unsigned char>(m_text[m_at++])));
    }
    static Node of(Node::Kind kind)
    {
        Node node;
        node.kind = kind;
        return node;
    }
    Node ofBytes(ByteChoice bytes) const
    {
        Node node;
        node.kind = Node::Kind::Byte;
        for (unsigned letter = 'a'; m_ignoresCase && letter <= 'z'; ++letter) {
            if (bytes.test(letter) || bytes.test(letter - 32))
                bytes.set(letter).set(letter - 32);
        }
        node.bytes = bytes;
        return node;
    }
    Node repeated(Node one)
    {
        Node node = of(Node::Kind::Repeat);
        node.most = 1;
        if (take("{")) {
            node.least = number();
            node.most = !take(",") ? node.least : isAt("}") ? Node::kNoLimit : number();
            if (!take("}"))
                return fail("has a { without its }");
        } else if (take("*")) {
            node.most = Node::kNoLimit;
        } else if (take("+")) {
            node.least = 1;
            node.most = Node::kNoLimit;
        } else if (!take("?")) {
            return one;
        }
        node.parts.push_back(std::move(one));
        return node;
    }
    std::size_t number()
    {
        std::size_t value = 0;
        while (m_at < m_text.size() && m_text[m_at] >= '0' && m_text[m_at] <= '9')
            value = value * 10 + static_cast<std::size_t>(m_text[m_at++] - '0');
        return value;
    }
    /// Behind a backslash.
    ByteChoice escaped()
    {
        if (isEnd())
            return fail("ends in a backslash").bytes;
        const char c = m_text[m_at++];
        switch (c) {
        case 's':
            return range('\t', '\r') | only(' ');
        case 'd':
            return range('0', '9');
        case 'w':
            return range('0', '9') | range('a', 'z') | range('A', 'Z') | only('_');
        case 'n':
            return only('\n');
        case 'r':
            return only('\r');
        case 't':
            return only('\t');
        case 'x': {
            const std::string digits(m_text.substr(m_at, 2));
            m_at += 2;
            return only(static_cast<unsigned char>(std::stoi(digits, nullptr, 16)));
        }
        default:
            break;
        }
        const bool isLetter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        return isLetter ? fail(std::string("has an escape that is not known here: \\") + c).bytes
                        : only(static_cast<unsigned char>(c));
    }
    ByteChoice classBytes()
    {
        ByteChoice bytes;
        const bool isOther = take("^");
        for (bool isFirst = true; !isEnd() && (isFirst || !isAt("]")); isFirst = false) {
            const auto from = classByte();
            const bool isRange = isAt("-") && m_text.substr(m_at + 1, 1) != "]" && from.count() == 1;
            if (!isRange) {
                bytes |= from;
                continue;
            }
            ++m_at;
            const auto to = classByte();
            bytes |= range(first(from), first(to));
        }
        if (!take("]"))
            fail("has a [ without its ]");
        return isOther ? ~(m_ignoresCase ? ofBytes(bytes).bytes : bytes) : bytes;
    }
    ByteChoice classByte()
    {
        if (take("\\"))
            return escaped();
        return isEnd() ? ByteChoice() : only(static_cast<unsigned char>(m_text[m_at++]));
    }
    static unsigned char first(const ByteChoice& bytes)
    {
        unsigned char byte = 0;
        while (byte < 255 && !bytes.test(byte))
            ++byte;
        return byte;
    }

    std::string_view m_text;
    bool m_ignoresCase;
    std::size_t m_at = 0;
    std::string m_problem;
};

} // namespace

std::optional<Node> parseExpression(std::string_view expression, bool ignoresCase, std::string& problem)
{
    return Parser(expression, ignoresCase).parse(problem);
}

} // namespace gatehouse::inspect
