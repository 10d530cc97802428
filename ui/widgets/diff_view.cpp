// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/diff_view.h"

#include "ui/widgets/theme.h"

#include <QSyntaxHighlighter>

namespace gatehouse::widgets {
namespace {

class DiffColours final : public QSyntaxHighlighter {
public:
    explicit DiffColours(QPlainTextEdit& view)
        : QSyntaxHighlighter(view.document())
        , m_view(view)
    {
    }

protected:
    void highlightBlock(const QString& line) override
    {
        const auto tones = tonesOf(m_view.palette());
        QTextCharFormat format;
        if (line.startsWith(QStringLiteral("+++")) || line.startsWith(QStringLiteral("---")))
            format.setFontWeight(QFont::Bold);
        else if (line.startsWith(QLatin1Char('+')))
            format.setForeground(tones.good);
        else if (line.startsWith(QLatin1Char('-')))
            format.setForeground(tones.danger);
        else if (line.startsWith(QStringLiteral("@@")))
            format.setForeground(tones.muted);
        setFormat(0, static_cast<int>(line.size()), format);
    }

private:
    QPlainTextEdit& m_view;
};

} // namespace

DiffView::DiffView(QWidget* parent)
    : QPlainTextEdit(parent)
{
    setReadOnly(true);
    setTabChangesFocus(true);
    setUndoRedoEnabled(false);
    setLineWrapMode(QPlainTextEdit::WidgetWidth);
    setWordWrapMode(QTextOption::WrapAnywhere);
    setFont(monospaceFont());
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    new DiffColours(*this);
}

void DiffView::setDiff(const QString& diff)
{
    if (toPlainText() != diff)
        setPlainText(diff);
}

} // namespace gatehouse::widgets
