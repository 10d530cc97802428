// SPDX-License-Identifier: Apache-2.0
#include "ui/text/display_text.h"

#include <QChar>
#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

namespace gatehouse::text {
namespace {

constexpr qsizetype kNoLimit = std::numeric_limits<qsizetype>::max();
constexpr int kLongestRunOfSpaces = 7;
constexpr int kMostCombiningMarks = 3;
constexpr char32_t kBadByte = 0x110000; // above Unicode: one byte that is no UTF-8; the byte is added to it
constexpr char32_t kFirstStrongIsolate = 0x2068;
constexpr char32_t kPopIsolate = 0x2069;

/// Letters and symbols by category that show nothing all the same.
constexpr std::array<char32_t, 10> kBlankLetters{
    0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0, 0xFFFC, 0x1D159};

char32_t takeCharacter(std::string_view& text)
{
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
    const auto isTail = [&](std::size_t at) { return at < text.size() && (byte(at) & 0xC0U) == 0x80U; };
    const char32_t first = byte(0);
    std::size_t length = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    char32_t value = first < 0x80 ? first
        : length == 2             ? first & 0x1F
        : length == 3             ? first & 0x0F
                                  : first & 0x07;
    bool isValid = first < 0x80 || (first >= 0xC2 && first <= 0xF4);
    for (std::size_t at = 1; isValid && at < length; ++at) {
        isValid = isTail(at);
        value = isValid ? (value << 6U) | (byte(at) & 0x3FU) : value;
    }
    const bool isOverlong = (length == 3 && value < 0x800) || (length == 4 && value < 0x10000);
    if (!isValid || isOverlong || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) {
        value = kBadByte + first;
        length = 1;
    }
    text.remove_prefix(length);
    return value;
}

bool isInvisible(char32_t character)
{
    if (character == U' ')
        return false;
    const bool isVariationSelector =
        (character >= 0xFE00 && character <= 0xFE0F) || (character >= 0xE0100 && character <= 0xE01EF);
    if (isVariationSelector ||
        std::find(kBlankLetters.begin(), kBlankLetters.end(), character) != kBlankLetters.end())
        return true;
    switch (QChar::category(character)) {
    case QChar::Other_Control:
    case QChar::Other_Format:
    case QChar::Other_Surrogate:
    case QChar::Other_PrivateUse:
    case QChar::Other_NotAssigned:
    case QChar::Separator_Space:
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph:
        return true;
    default:
        return false;
    }
}

bool isCombining(char32_t character)
{
    const auto category = QChar::category(character);
    return category == QChar::Mark_NonSpacing || category == QChar::Mark_Enclosing;
}

bool runsRightToLeft(char32_t character)
{
    const auto direction = QChar::direction(character);
    return direction == QChar::DirR || direction == QChar::DirAL;
}

QString mark(char32_t character)
{
    if (character >= kBadByte)
        return QStringLiteral("⟨byte %1⟩").arg(character - kBadByte, 2, 16, QLatin1Char('0')).toUpper();
    if (character < 0x20)
        return QString(QChar(static_cast<char16_t>(0x2400 + character))); // the control pictures: ␛ ␊ ␉
    if (character == 0x7F)
        return QStringLiteral("␡");
    return QStringLiteral("⟨U+%1⟩").arg(QString::number(character, 16).toUpper(), 4, QLatin1Char('0'));
}

/// Draws text character by character; knows what came before, since runs are judged as a whole.
class Drawing {
public:
    Drawing(qsizetype limit, bool keepsLines)
        : m_limit(limit)
        , m_keepsLines(keepsLines)
    {
    }

    void add(char32_t character)
    {
        if (character == U' ') {
            ++m_spaces;
            return;
        }
        endSpaces();
        if (m_keepsLines && character == U'\n') {
            put(QStringLiteral("\n"), 1);
            m_combining = 0;
            return;
        }
        const bool combines = character < kBadByte && isCombining(character);
        m_combining = combines ? m_combining + 1 : 0;
        const bool isPile = m_combining > kMostCombiningMarks;
        if (character >= kBadByte || isInvisible(character) || isPile || (combines && m_text.isEmpty()))
            put(mark(character), 1);
        else
            put(QString::fromUcs4(&character, 1), 1);
        m_hasRightToLeft = m_hasRightToLeft || (character < kBadByte && runsRightToLeft(character));
    }

    ShownText take()
    {
        endSpaces();
        // Right-to-left letters are ordinary, but must not rearrange what stands beside the text.
        if (m_hasRightToLeft)
            m_text = QString::fromUcs4(&kFirstStrongIsolate, 1) + m_text + QString::fromUcs4(&kPopIsolate, 1);
        return {std::move(m_text), m_hidden};
    }

private:
    void endSpaces()
    {
        if (m_spaces > kLongestRunOfSpaces && !m_keepsLines)
            put(QStringLiteral("⟨%1 spaces⟩").arg(m_spaces), m_spaces);
        else
            for (int i = 0; i < m_spaces; ++i)
                put(QStringLiteral(" "), 1);
        m_spaces = 0;
    }

    void put(const QString& drawn, qsizetype characters)
    {
        if (m_shown + characters > m_limit) {
            m_hidden += characters;
            m_limit = m_shown; // nothing later may fill the gap
            return;
        }
        m_shown += characters;
        m_text += drawn;
    }

    qsizetype m_limit;
    bool m_keepsLines;
    QString m_text;
    qsizetype m_shown = 0;
    qsizetype m_hidden = 0;
    int m_spaces = 0;
    int m_combining = 0;
    bool m_hasRightToLeft = false;
};

ShownText draw(std::string_view text, qsizetype limit, bool keepsLines)
{
    Drawing drawing(limit, keepsLines);
    while (!text.empty()) {
        // CRLF is one line end; a lone carriage return is a trick and shows.
        if (keepsLines && text.substr(0, 2) == "\r\n")
            text.remove_prefix(1);
        drawing.add(takeCharacter(text));
    }
    return drawing.take();
}

QString withMore(const ShownText& shown)
{
    if (shown.hidden == 0)
        return shown.text;
    return shown.text +
        QCoreApplication::translate("gatehouse::text", "… +%1 more").arg(shown.hidden); // count: characters
}

bool isPlainArgument(std::string_view argument)
{
    constexpr std::string_view kPlain = "_@%+=:,./-";
    return !argument.empty() && std::all_of(argument.begin(), argument.end(), [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
            kPlain.find(c) != std::string_view::npos;
    });
}

std::string quoted(std::string_view argument)
{
    if (isPlainArgument(argument))
        return std::string(argument);
    std::string text = "'";
    for (const char c : argument)
        text += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return text + "'";
}

} // namespace

ShownText showLine(std::string_view text, qsizetype limit)
{
    return draw(text, limit, false);
}
ShownText showBlock(std::string_view text, qsizetype limit)
{
    return draw(text, limit, true);
}
QString displayText(std::string_view text, qsizetype limit)
{
    return withMore(showLine(text, limit));
}
QString displayPath(std::string_view path)
{
    constexpr qsizetype kLongest = 4096;
    return displayText(path, kLongest);
}

QString displayBlock(std::string_view text, qsizetype limit)
{
    return withMore(showBlock(text, limit));
}
QString displayArgument(std::string_view argument)
{
    return showLine(quoted(argument), kNoLimit).text;
}

QString displayCommand(const std::vector<std::string>& argv)
{
    QString command;
    for (const auto& argument : argv)
        command += (command.isEmpty() ? QString() : QStringLiteral(" ")) + displayArgument(argument);
    return command;
}

} // namespace gatehouse::text
