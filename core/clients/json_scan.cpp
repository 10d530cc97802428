// SPDX-License-Identifier: Apache-2.0
#include "core/clients/json_scan.h"

#include <algorithm>
#include <array>

namespace gatehouse::clients {
namespace {

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isHex(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// A container is kept from this share of the text on, and where walking through it costs more than finding
// it.
constexpr std::size_t kKeptShare = 8192;
constexpr std::size_t kKeptBytes = 64;
constexpr std::size_t kKeptLevels = 16;

} // namespace

/// A state machine over one text: what may come next, and which containers are open.
class JsonChecker {
public:
    JsonChecker(std::string_view text, std::size_t at, JsonRules rules, JsonOutline& outline)
        : m_text(text)
        , m_at(at)
        , m_rules(rules)
        , m_outline(outline)
        , m_keptBytes(std::max(kKeptBytes, text.size() / kKeptShare))
    {
    }

    JsonFault run()
    {
        if (!skipSpace())
            return fault();
        m_outline.begin = m_at;
        auto next = Next::Value;
        while (next != Next::Done) {
            if (!skipSpace() || !step(next))
                return fault();
        }
        m_outline.end = m_at;
        if (!skipSpace())
            return fault();
        if (m_at != m_text.size())
            fail("something follows the value");
        // They were kept as they closed: inner ones first.
        std::sort(m_outline.m_large.begin(), m_outline.m_large.end(),
            [](const auto& left, const auto& right) { return left.begin < right.begin; });
        return fault();
    }

private:
    enum class Next { Value, KeyOrEnd, Key, ElementOrEnd, CommaOrEnd, Done };

    JsonFault fault() const { return {m_at, m_reason}; }

    bool fail(std::string_view reason)
    {
        m_reason = reason;
        return false;
    }

    bool skipSpace()
    {
        while (m_at < m_text.size()) {
            const char c = m_text[m_at];
            if (isJsonSpace(c)) {
                m_at = skipBlanks(m_text, m_at + 1);
            } else if (c == '/') {
                if (!m_rules.comments)
                    return fail("this file's client takes no comments");
                const auto end = endOfComment(m_text, m_at);
                if (end == std::string_view::npos)
                    return fail("not a comment that ends");
                m_at = end;
            } else {
                return true;
            }
        }
        return true;
    }

    bool step(Next& next)
    {
        if (m_at == m_text.size())
            return fail(m_open.empty() ? "there is no value" : "the file ends too early");
        const char c = m_text[m_at];
        switch (next) {
        case Next::Value:
            return value(next);
        case Next::ElementOrEnd:
            return c == ']' ? close(next) : value(next);
        case Next::KeyOrEnd:
            return c == '}' ? close(next) : key(next);
        case Next::Key:
            return key(next);
        case Next::CommaOrEnd:
            return commaOrEnd(next);
        case Next::Done:
            break;
        }
        return true;
    }

    bool commaOrEnd(Next& next)
    {
        const bool isObject = m_open.back();
        if (m_text[m_at] == (isObject ? '}' : ']'))
            return close(next);
        if (m_text[m_at] != ',')
            return fail(isObject ? "expected , or }" : "expected , or ]");
        const auto comma = m_at++;
        if (!skipSpace())
            return false;
        if (m_at < m_text.size() && m_text[m_at] == (isObject ? '}' : ']')) {
            if (m_rules.trailingCommas)
                return close(next);
            m_at = comma;
            return fail("this file's client takes no comma behind the last value");
        }
        next = isObject ? Next::Key : Next::Value;
        return true;
    }

    bool close(Next& next)
    {
        ++m_at;
        m_open.pop_back();
        if (m_open.size() < kKeptLevels && m_at - m_begins[m_open.size()] >= m_keptBytes)
            m_outline.m_large.push_back({m_begins[m_open.size()], m_at});
        next = m_open.empty() ? Next::Done : Next::CommaOrEnd;
        return true;
    }

    bool key(Next& next)
    {
        if (m_text[m_at] != '"')
            return fail("expected a key in double quotes");
        if (!string() || !skipSpace())
            return false;
        if (m_at == m_text.size() || m_text[m_at] != ':')
            return fail("expected :");
        ++m_at;
        next = Next::Value;
        return true;
    }

    bool value(Next& next)
    {
        const char c = m_text[m_at];
        if (c == '{' || c == '[') {
            if (m_open.size() < kKeptLevels)
                m_begins[m_open.size()] = m_at;
            ++m_at;
            m_open.push_back(c == '{');
            next = c == '{' ? Next::KeyOrEnd : Next::ElementOrEnd;
            return true;
        }
        if (!(c == '"' ? string() : c == '-' || isDigit(c) ? number() : word()))
            return false;
        next = m_open.empty() ? Next::Done : Next::CommaOrEnd;
        return true;
    }

    bool word()
    {
        for (const std::string_view candidate : {"true", "false", "null"}) {
            if (m_text.substr(m_at, candidate.size()) == candidate) {
                m_at += candidate.size();
                return true;
            }
        }
        return fail("expected a value");
    }

    bool digits()
    {
        const auto begin = m_at;
        while (m_at < m_text.size() && isDigit(m_text[m_at]))
            ++m_at;
        return m_at > begin || fail("expected a digit");
    }

    bool number()
    {
        if (m_text[m_at] == '-')
            ++m_at;
        if (m_at < m_text.size() && m_text[m_at] == '0')
            ++m_at;
        else if (!digits())
            return false;
        if (m_at < m_text.size() && m_text[m_at] == '.') {
            ++m_at;
            if (!digits())
                return false;
        }
        if (m_at < m_text.size() && (m_text[m_at] == 'e' || m_text[m_at] == 'E')) {
            ++m_at;
            if (m_at < m_text.size() && (m_text[m_at] == '+' || m_text[m_at] == '-'))
                ++m_at;
            return digits();
        }
        return true;
    }

    bool string()
    {
        for (m_at = skipPlainBytes(m_text, m_at + 1); m_at < m_text.size();
             m_at = skipPlainBytes(m_text, m_at + 1)) {
            const char c = m_text[m_at];
            if (c == '"') {
                ++m_at;
                return true;
            }
            if (static_cast<unsigned char>(c) < 0x20)
                return fail("a control character stands in a string");
            if (c == '\\' && !escape())
                return false;
        }
        return fail("a string does not end");
    }

    /// From the backslash to the last character of its escape.
    bool escape()
    {
        constexpr std::string_view kShort = "\"\\/bfnrt";
        const char c = m_at + 1 < m_text.size() ? m_text[m_at + 1] : '\0';
        if (c != '\0' && kShort.find(c) != std::string_view::npos) {
            ++m_at;
            return true;
        }
        constexpr std::size_t kUnicodeLength = 6;
        if (c != 'u' || m_at + kUnicodeLength > m_text.size())
            return fail("not an escape");
        for (std::size_t i = 2; i < kUnicodeLength; ++i) {
            if (!isHex(m_text[m_at + i]))
                return fail("not an escape");
        }
        m_at += kUnicodeLength - 1;
        return true;
    }

    std::string_view m_text;
    std::size_t m_at;
    JsonRules m_rules;
    JsonOutline& m_outline;
    std::size_t m_keptBytes;
    std::string_view m_reason;
    std::vector<bool> m_open;                        // true: an object
    std::array<std::size_t, kKeptLevels> m_begins{}; // of what is open
};

std::size_t JsonOutline::endOfContainer(std::size_t at) const
{
    const auto found = std::lower_bound(m_large.begin(), m_large.end(), at,
        [](const auto& container, std::size_t wanted) { return container.begin < wanted; });
    return found != m_large.end() && found->begin == at ? found->end : 0;
}

JsonFault checkJson(std::string_view text, std::size_t at, JsonRules rules, JsonOutline& outline)
{
    return JsonChecker(text, at, rules, outline).run();
}

} // namespace gatehouse::clients
