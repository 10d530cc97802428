// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QPlainTextEdit>

namespace gatehouse::widgets {

/// A unified diff to read. Removed and added lines differ by their sign, not by colour alone.
class DiffView final : public QPlainTextEdit {
    Q_OBJECT
public:
    explicit DiffView(QWidget* parent = nullptr);

    void setDiff(const QString& diff);
};

} // namespace gatehouse::widgets
