// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/empty_state.h"

#include "ui/widgets/plain_label.h"
#include "ui/widgets/theme.h"

#include <QVBoxLayout>

#include <algorithm>

namespace gatehouse::widgets {
namespace {

constexpr int kTextWidth = 420;

/// A centred item of a layout gets the height of one line, however many it needs.
void fitHeight(PlainLabel& label)
{
    label.setMinimumHeight(std::max(0, label.heightForWidth(kTextWidth))); // -1 without a text
}

} // namespace

EmptyState::EmptyState(const QString& title, const QString& sentence, QWidget* parent)
    : QWidget(parent)
    , m_title(new PlainLabel(title, this))
    , m_sentence(new PlainLabel(sentence, this))
{
    m_title->setFont(scaledFont(1.25, true));
    for (auto* label : {m_title, m_sentence}) {
        label->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
        label->setFixedWidth(kTextWidth);
        fitHeight(*label);
    }
    auto* layout = new QVBoxLayout(this);
    layout->addStretch(2);
    layout->addWidget(m_title, 0, Qt::AlignHCenter);
    layout->addSpacing(6);
    layout->addWidget(m_sentence, 0, Qt::AlignHCenter);
    layout->addStretch(3);
}

void EmptyState::setTexts(const QString& title, const QString& sentence)
{
    m_title->setText(title);
    m_sentence->setText(sentence);
    for (auto* label : {m_title, m_sentence})
        fitHeight(*label);
}

} // namespace gatehouse::widgets
