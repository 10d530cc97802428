// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/clients/client_table.h"
#include "core/clients/json_text.h"

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::clients {

/// Reads values out of one table file and keeps the first thing that is wrong with it, with its line. Every
/// getter gives a harmless value once something is wrong, so that callers need not ask after each step.
class TableReader {
public:
    TableReader(std::string_view file, const JsonText& text)
        : m_file(file)
        , m_text(text)
    {
    }

    /// Refuses members that are not in the list, and repeated ones.
    void allowOnly(Span object, std::initializer_list<std::string_view> keys);
    std::optional<Span> member(Span object, std::string_view key);
    /// A member that must be there; the object itself where it is not.
    Span required(Span object, std::string_view key);
    std::string text(Span value);
    std::string text(Span object, std::string_view key, const std::string& fallback);
    bool flag(Span object, std::string_view key);
    /// A whole number of at most four digits; 0 where there is none.
    int number(Span object, std::string_view key);
    std::vector<std::string> texts(Span value);
    std::vector<std::string> texts(Span object, std::string_view key, std::vector<std::string> fallback);
    std::vector<Span> elements(Span array);
    bool isObject(Span value);
    bool isArray(Span value) const { return m_text.isArray(value); }

    void refuse(Span at, const std::string& reason);
    bool isGood() const { return m_reason.empty(); }
    base::Error error() const;

private:
    std::string_view m_file;
    const JsonText& m_text;
    int m_line = 0;
    std::string m_reason;
};

} // namespace gatehouse::clients
