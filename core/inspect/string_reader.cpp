// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/string_reader.h"

#include "core/base/utf8.h"
#include "core/jsonrpc/escapes.h"
#include "core/jsonrpc/scan.h"

#include <cstring>

namespace gatehouse::inspect {
namespace {

constexpr std::uint32_t kReplacement = 0xFFFD;
constexpr char kDeleteCharacter = 0x7F; // JSON strings may hold it as it is

/// A call costs more than looking at a few letters.
std::size_t lengthBeforeDelete(std::string_view run)
{
    constexpr std::size_t kFew = 16;
    if (run.size() > kFew) {
        const auto* const found =
            static_cast<const char*>(std::memchr(run.data(), kDeleteCharacter, run.size()));
        return found == nullptr ? run.size() : static_cast<std::size_t>(found - run.data());
    }
    std::size_t length = 0;
    while (length < run.size() && run[length] != kDeleteCharacter)
        ++length;
    return length;
}

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

Span StringReader::takePlain()
{
    const auto start = m_at;
    if (!isAtEnd()) {
        const char* const from = m_text.data() + m_at;
        const char* const end = m_text.data() + m_end;
        const char* const stop = jsonrpc::skipPlainText(from, end);
        m_at += lengthBeforeDelete({from, static_cast<std::size_t>(stop - from)});
    }
    return {m_offset + start, m_offset + m_at};
}

Character StringReader::takeLetterEscape()
{
    const auto start = m_at;
    if (m_form != StringForm::Token || m_at + 1 >= m_end || m_text[m_at] != '\\')
        return {0, {m_offset + start, m_offset + start}, false};
    char letter = m_text[m_at + 1];
    switch (letter) {
    case '"':
    case '\\':
    case '/':
        break;
    case 'n':
        letter = '\n';
        break;
    case 'r':
        letter = '\r';
        break;
    case 't':
        letter = '\t';
        break;
    default:
        return {0, {m_offset + start, m_offset + start}, false};
    }
    m_at += 2;
    return {static_cast<unsigned char>(letter), {m_offset + start, m_offset + m_at}, true};
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
