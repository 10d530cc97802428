// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/string_reader.h"

#include "core/base/utf8.h"
#include "core/jsonrpc/escapes.h"

namespace gatehouse::inspect {
namespace {

constexpr std::uint32_t kReplacement = 0xFFFD;

} // namespace

StringReader::StringReader(std::string_view text, std::size_t offset, StringForm form)
    : m_text(text)
    , m_at(form == StringForm::Token ? 1 : 0)
    , m_end(form == StringForm::Plain ? text.size()
              : text.size() < 2       ? 0
                                      : text.size() - 1)
    , m_offset(offset)
    , m_form(form)
{
}

Character StringReader::next()
{
    if (isAtEnd())
        return {0, {m_offset + m_end, m_offset + m_end}, false};
    const auto start = m_at;
    if (m_form == StringForm::Token && m_text[m_at] == '\\')
        return escape();
    const auto decoded = base::decodeUtf8(m_text.substr(0, m_end), m_at);
    m_at += decoded.length == 0 ? 1 : decoded.length;
    return {
        decoded.length == 0 ? kReplacement : decoded.codePoint, {m_offset + start, m_offset + m_at}, false};
}

Character StringReader::escape()
{
    const auto start = m_at;
    const auto decoded = jsonrpc::decodeEscape(m_text.substr(0, m_end), m_at);
    m_at += decoded.length;
    const bool isEscape = decoded.length > 1; // else a token that ends in a backslash
    return {decoded.isLoneSurrogate() || !isEscape ? kReplacement : decoded.codePoint,
        {m_offset + start, m_offset + m_at}, true};
}

} // namespace gatehouse::inspect
