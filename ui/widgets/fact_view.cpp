// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/fact_view.h"

#include "ui/widgets/theme.h"

#include <QEvent>
#include <QFontMetricsF>
#include <QScrollBar>
#include <QTextDocument>
#include <QTextTable>

#include <algorithm>
#include <utility>

namespace gatehouse::widgets {
namespace {

constexpr int kParagraphGap = 6;
constexpr int kHeadingGap = 14;
/// Widths are rounded when a table is laid out; nothing must wrap for that.
constexpr double kSlack = 10;

QTextTableFormat tableFormat()
{
    QTextTableFormat format;
    format.setBorder(0);
    format.setCellPadding(0);
    format.setCellSpacing(0);
    format.setTopMargin(4);
    format.setWidth(QTextLength(QTextLength::PercentageLength, 100));
    return format;
}

void padCell(QTextTableCell cell, double right)
{
    QTextTableCellFormat format = cell.format().toTableCellFormat();
    format.setTopPadding(2);
    format.setBottomPadding(2);
    format.setRightPadding(right);
    cell.setFormat(format);
}

} // namespace

FactView::FactView(QWidget* parent)
    : QTextEdit(parent)
    , m_cursor(document())
{
    setReadOnly(true);
    setAcceptRichText(false);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    setTabChangesFocus(true);
    setCursorWidth(0);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFrameShape(QFrame::NoFrame);
    document()->setDocumentMargin(14);
    document()->setUndoRedoEnabled(false);
}

QTextCharFormat FactView::formatOf(Look look) const
{
    const auto tones = tonesOf(palette());
    QTextCharFormat format;
    format.setFont(look == Look::Code ? monospaceFont() : font());
    switch (look) {
    case Look::Muted:
        format.setForeground(tones.muted);
        break;
    case Look::Danger:
        format.setForeground(tones.danger);
        break;
    case Look::Attention:
        format.setForeground(tones.attention);
        break;
    case Look::Text:
    case Look::Code:
        format.setForeground(palette().color(QPalette::Text));
        break;
    }
    return format;
}

void FactView::changeEvent(QEvent* event)
{
    QTextEdit::changeEvent(event);
    if (event->type() != QEvent::PaletteChange || m_parts.empty())
        return;
    const int place = verticalScrollBar()->value();
    const auto parts = std::exchange(m_parts, {});
    clearFacts();
    for (const auto& part : parts)
        add(part);
    verticalScrollBar()->setValue(place);
}

void FactView::add(Part part)
{
    part();
    m_parts.push_back(std::move(part));
}

void FactView::clearFacts()
{
    m_parts.clear();
    clear();
    m_cursor = QTextCursor(document());
    m_isEmpty = true;
}

void FactView::startBlock(int spaceAbove)
{
    QTextBlockFormat format;
    format.setTopMargin(m_isEmpty ? 0 : spaceAbove);
    if (m_isEmpty)
        m_cursor.setBlockFormat(format);
    else
        m_cursor.insertBlock(format);
    m_isEmpty = false;
}

void FactView::addHeading(const QString& text)
{
    add([this, text] {
        startBlock(kHeadingGap);
        auto format = formatOf(Look::Muted);
        format.setFont(scaledFont(0.9, true));
        m_cursor.insertText(text, format);
    });
}

void FactView::addParagraph(const QString& text, Look look)
{
    add([this, text, look] {
        startBlock(kParagraphGap);
        m_cursor.insertText(text, formatOf(look));
    });
}

void FactView::addFacts(const std::vector<Fact>& facts)
{
    if (!facts.empty())
        add([this, facts] { writeFacts(facts); });
}

void FactView::writeFacts(const std::vector<Fact>& facts)
{
    const QFontMetricsF metrics(font());
    double captionWidth = 0;
    for (const auto& fact : facts)
        captionWidth = std::max(captionWidth, metrics.horizontalAdvance(fact.caption));
    auto format = tableFormat();
    constexpr double kGap = 18;
    format.setColumnWidthConstraints({QTextLength(QTextLength::FixedLength, captionWidth + kGap + kSlack),
        QTextLength(QTextLength::VariableLength, 0)});
    startBlock(0);
    auto* table = m_cursor.insertTable(static_cast<int>(facts.size()), 2, format);
    for (int row = 0; row < table->rows(); ++row) {
        const auto& fact = facts[static_cast<std::size_t>(row)];
        padCell(table->cellAt(row, 0), kGap);
        padCell(table->cellAt(row, 1), 0);
        table->cellAt(row, 0).firstCursorPosition().insertText(fact.caption, formatOf(Look::Muted));
        table->cellAt(row, 1).firstCursorPosition().insertText(fact.value, formatOf(fact.look));
    }
    m_cursor.movePosition(QTextCursor::End);
}

void FactView::addArguments(const QStringList& arguments, int firstNumber)
{
    if (!arguments.isEmpty())
        add([this, arguments, firstNumber] { writeArguments(arguments, firstNumber); });
}

void FactView::writeArguments(const QStringList& arguments, int firstNumber)
{
    const QFontMetricsF metrics(monospaceFont());
    auto format = tableFormat();
    constexpr double kGap = 12;
    const auto last = QString::number(firstNumber + arguments.size() - 1);
    format.setColumnWidthConstraints(
        {QTextLength(QTextLength::FixedLength, metrics.horizontalAdvance(last) + kGap + kSlack),
            QTextLength(QTextLength::VariableLength, 0)});
    format.setBackground(palette().color(QPalette::AlternateBase));
    startBlock(0);
    auto* table = m_cursor.insertTable(static_cast<int>(arguments.size()), 2, format);
    auto number = formatOf(Look::Code);
    number.setForeground(tonesOf(palette()).muted);
    for (int row = 0; row < table->rows(); ++row) {
        padCell(table->cellAt(row, 0), kGap);
        padCell(table->cellAt(row, 1), 0);
        table->cellAt(row, 0).firstCursorPosition().insertText(QString::number(firstNumber + row), number);
        // An argument is code: letters of another direction stay in their place and move nothing else.
        auto argument = table->cellAt(row, 1).firstCursorPosition();
        QTextBlockFormat leftToRight;
        leftToRight.setLayoutDirection(Qt::LeftToRight);
        argument.setBlockFormat(leftToRight);
        argument.insertText(arguments[row], formatOf(Look::Code));
    }
    m_cursor.movePosition(QTextCursor::End);
}

void FactView::addChanges(const std::vector<Change>& changes)
{
    if (!changes.empty())
        add([this, changes] { writeChanges(changes); });
}

void FactView::writeChanges(const std::vector<Change>& changes)
{
    auto format = tableFormat();
    format.setHeaderRowCount(1);
    format.setColumnWidthConstraints({QTextLength(QTextLength::PercentageLength, 18),
        QTextLength(QTextLength::PercentageLength, 41), QTextLength(QTextLength::PercentageLength, 41)});
    const auto tones = tonesOf(palette());
    startBlock(0);
    auto* table = m_cursor.insertTable(static_cast<int>(changes.size()) + 1, 3, format);
    const auto put = [this, table](
                         int row, int column, const QString& text, Look look, const QColor& ground) {
        auto cell = table->cellAt(row, column);
        QTextTableCellFormat cellFormat = cell.format().toTableCellFormat();
        cellFormat.setPadding(4);
        if (ground.isValid())
            cellFormat.setBackground(ground);
        cell.setFormat(cellFormat);
        cell.firstCursorPosition().insertText(text, formatOf(look));
    };
    put(0, 0, tr("What"), Look::Muted, {});
    put(0, 1, tr("Approved before"), Look::Muted, {});
    put(0, 2, tr("Wants to start now"), Look::Muted, {});
    for (int row = 1; row < table->rows(); ++row) {
        const auto& change = changes[static_cast<std::size_t>(row) - 1];
        put(row, 0, change.field, Look::Text, {});
        put(row, 1, change.before, Look::Code, palette().color(QPalette::AlternateBase));
        put(row, 2, change.after, Look::Code, tones.attentionGround);
    }
    m_cursor.movePosition(QTextCursor::End);
}

void FactView::finish()
{
    auto top = textCursor();
    top.movePosition(QTextCursor::Start);
    setTextCursor(top);
    ensureCursorVisible();
}

} // namespace gatehouse::widgets
