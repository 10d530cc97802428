// SPDX-License-Identifier: Apache-2.0
#include "ui/pages/catalog_filter_bar.h"

#include "ui/models/catalog_filter.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>

namespace gatehouse::pages {

CatalogFilterBar::CatalogFilterBar(models::CatalogFilter& filter, QWidget* parent)
    : QWidget(parent)
    , m_sort(new QComboBox(this))
    , m_text(new QLineEdit(this))
{
    using Sort = models::CatalogFilter::Sort;
    m_sort->setAccessibleName(tr("Which servers to show"));
    for (const auto& [name, sort] :
        {std::pair(tr("All servers"), Sort::All), std::pair(tr("Never approved"), Sort::NeverApproved),
            std::pair(tr("Started from several places"), Sort::Duplicates),
            std::pair(tr("Waiting for you"), Sort::Withheld), std::pair(tr("Running now"), Sort::Running),
            std::pair(tr("Gone"), Sort::Gone)})
        m_sort->addItem(name, static_cast<int>(sort));
    m_text->setAccessibleName(tr("Only what has this in its name"));
    m_text->setPlaceholderText(tr("Server or tool"));
    m_text->setClearButtonEnabled(true);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_sort);
    layout->addWidget(m_text, 1);
    connect(m_sort, &QComboBox::currentIndexChanged, this, [this, &filter] {
        filter.setSort(static_cast<Sort>(m_sort->currentData().toInt()));
        Q_EMIT filtered();
    });
    connect(m_text, &QLineEdit::textChanged, this, [this, &filter](const QString& text) {
        filter.setText(text);
        Q_EMIT filtered();
    });
}

bool CatalogFilterBar::hasText() const
{
    return !m_text->text().trimmed().isEmpty();
}

void CatalogFilterBar::clear()
{
    m_sort->setCurrentIndex(0);
    m_text->clear();
}

} // namespace gatehouse::pages
