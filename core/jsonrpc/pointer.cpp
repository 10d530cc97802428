// SPDX-License-Identifier: Apache-2.0
#include "core/jsonrpc/pointer.h"

#include "core/base/utf8.h"
#include "core/jsonrpc/skip.h"
#include "core/jsonrpc/tokens.h"
#include "core/jsonrpc/value.h"

namespace gatehouse::jsonrpc {
namespace {

/// Where in an open container the walk stands.
struct Step {
    bool isObject = false;
    std::size_t index = 0;
    std::string_view key; // token, with its quotes
};

void appendReference(std::string& out, std::string_view name)
{
    for (const char c : name) {
        if (c == '~')
            out += "~0";
        else if (c == '/')
            out += "~1";
        else
            out += c;
    }
}

std::string pointerOf(const std::vector<Step>& steps)
{
    std::string out;
    for (const auto& step : steps) {
        if (out.size() > kMaxPointerBytes)
            break;
        out += '/';
        if (step.isObject)
            appendReference(out, decodeString(step.key));
        else
            out += std::to_string(step.index);
    }
    return std::string(base::truncateUtf8(out, kMaxPointerBytes));
}

class PointerWalk {
public:
    PointerWalk(std::string_view text, std::span<const std::size_t> offsets)
        : m_begin(text.data())
        , m_at(text.data())
        , m_end(text.data() + text.size())
        , m_offsets(offsets)
    {
        m_pointers.resize(offsets.size());
    }

    std::vector<std::string> run()
    {
        for (skip(); m_at != m_end && m_next < m_offsets.size(); skip())
            token();
        return std::move(m_pointers);
    }

private:
    void skip() { m_at = skipBlanks(m_at, m_end); }
    void token();
    void string();
    void noteIfWanted(const char* at);

    const char* m_begin;
    const char* m_at;
    const char* m_end;
    std::span<const std::size_t> m_offsets;
    std::size_t m_next = 0;
    std::vector<Step> m_steps;
    std::vector<std::string> m_pointers;
};

void PointerWalk::noteIfWanted(const char* at)
{
    const auto offset = static_cast<std::size_t>(at - m_begin);
    while (m_next < m_offsets.size() && m_offsets[m_next] < offset)
        ++m_next;
    for (; m_next < m_offsets.size() && m_offsets[m_next] == offset; ++m_next)
        m_pointers[m_next] = pointerOf(m_steps);
}

void PointerWalk::token()
{
    const char c = *m_at;
    if (c == '}' || c == ']') {
        if (!m_steps.empty())
            m_steps.pop_back();
        ++m_at;
    } else if (c == ',') {
        if (!m_steps.empty())
            ++m_steps.back().index;
        ++m_at;
    } else if (c == ':') {
        ++m_at;
    } else if (c == '"') {
        string();
    } else {
        noteIfWanted(m_at);
        if (c == '{' || c == '[') {
            m_steps.push_back({c == '{', 0, {}});
            ++m_at;
        } else {
            m_at = skipValueUnchecked(m_at, m_end);
        }
    }
}

void PointerWalk::string()
{
    const char* const start = m_at;
    m_at = skipStringUnchecked(m_at, m_end);
    const char* const next = skipBlanks(m_at, m_end);
    const bool isKey = next != m_end && *next == ':' && !m_steps.empty();
    if (isKey)
        m_steps.back().key = between(start, m_at);
    noteIfWanted(start);
}

} // namespace

std::vector<std::string> pointersTo(std::string_view text, std::span<const std::size_t> offsets)
{
    return PointerWalk(text, offsets).run();
}

} // namespace gatehouse::jsonrpc
