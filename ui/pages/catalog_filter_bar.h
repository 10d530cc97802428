// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

class QComboBox;
class QLineEdit;

namespace gatehouse::models {
class CatalogFilter;
}

namespace gatehouse::pages {

/// Which servers the catalog shows: those of one sort, and those that have a text in their names or their
/// tools' names.
class CatalogFilterBar final : public QWidget {
    Q_OBJECT
public:
    explicit CatalogFilterBar(models::CatalogFilter& filter, QWidget* parent = nullptr);

    bool hasText() const;
    /// Shows everything again.
    void clear();

Q_SIGNALS:
    /// The filter has been given what was chosen.
    void filtered();

private:
    QComboBox* m_sort;
    QLineEdit* m_text;
};

} // namespace gatehouse::pages
