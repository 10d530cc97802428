// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTextCursor>
#include <QTextEdit>

#include <functional>
#include <vector>

namespace gatehouse::widgets {

/// Facts to read: headings, captions with values, tables. One read-only text, so that it takes the focus,
/// scrolls, can be selected across, wraps anything however long, and is one thing to a screen reader.
/// Everything is inserted as plain text. Written anew where the appearance changes, since a text keeps its
/// colours.
class FactView final : public QTextEdit {
    Q_OBJECT
public:
    enum class Look { Text, Code, Muted, Danger, Attention };
    struct Fact {
        QString caption;
        QString value;
        Look look = Look::Text;
    };
    struct Change {
        QString field;
        QString before;
        QString after;
    };

    explicit FactView(QWidget* parent = nullptr);

    void clearFacts();
    void addHeading(const QString& text);
    void addParagraph(const QString& text, Look look = Look::Text);
    /// Captions to the left, values to the right. A value may hold line ends.
    void addFacts(const std::vector<Fact>& facts);
    /// A numbered list of code lines, one per argument.
    void addArguments(const QStringList& arguments, int firstNumber = 1);
    void addChanges(const std::vector<Change>& changes);
    /// Ends building: the view stands at its top.
    void finish();

protected:
    void changeEvent(QEvent* event) override;

private:
    using Part = std::function<void()>;

    /// Writes it, now and whenever all is written anew.
    void add(Part part);
    void writeFacts(const std::vector<Fact>& facts);
    void writeArguments(const QStringList& arguments, int firstNumber);
    void writeChanges(const std::vector<Change>& changes);
    QTextCharFormat formatOf(Look look) const;
    void startBlock(int spaceAbove);

    QTextCursor m_cursor;
    bool m_isEmpty = true;
    std::vector<Part> m_parts;
};

} // namespace gatehouse::widgets
