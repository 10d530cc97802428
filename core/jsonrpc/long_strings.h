// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace gatehouse::jsonrpc {

/// The first few long strings of a line, noticed while it was checked, in its order: most long lines are one
/// such string, and whoever goes over them again need not look for its end. Views the line.
class LongStrings {
public:
    static constexpr std::size_t kFewestBytes = 1024;

    void add(std::string_view token)
    {
        if (m_count < m_tokens.size())
            m_tokens[m_count++] = token;
    }
    const std::string_view* begin() const { return m_tokens.data(); }
    const std::string_view* end() const { return m_tokens.data() + m_count; }

private:
    std::array<std::string_view, 4> m_tokens;
    std::size_t m_count = 0;
};

} // namespace gatehouse::jsonrpc
