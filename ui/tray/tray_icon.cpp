// SPDX-License-Identifier: Apache-2.0
#include "ui/tray/tray_icon.h"

#include "ui/widgets/shape_icon.h"

namespace gatehouse::tray {
namespace {

// One ink that reads on light and dark panels alike; the state is told by the shape.
QIcon iconOf(TrayState state)
{
    const bool isCalm = state == TrayState::Protected || state == TrayState::NoClients;
    return widgets::shapeIcon(shapeOf(state), isCalm ? QColor(0xff2f86a3) : QColor(0xffd97706));
}

} // namespace

TrayIcon::TrayIcon(QObject* parent)
    : QObject(parent)
    , m_menu(std::make_unique<QMenu>())
{
    m_status = m_menu->addAction(tr("Gatehouse"));
    m_status->setEnabled(false);
    m_menu->addSeparator();
    m_review = m_menu->addAction(tr("Review"));
    connect(m_review, &QAction::triggered, this, &TrayIcon::reviewRequested);
    addPage(tr("Catalog"), QStringLiteral("catalog"));
    addPage(tr("Timeline"), QStringLiteral("timeline"));
    addPage(tr("Protection"), QStringLiteral("protect"));
    m_menu->addSeparator();
    auto* quit = m_menu->addAction(tr("Quit (servers stay guarded, nobody is asked)"));
    quit->setToolTip(
        tr("The wrapper goes on enforcing what you decided. What is new waits until Gatehouse runs again."));
    connect(quit, &QAction::triggered, this, &TrayIcon::quitRequested);
    connect(&m_icon, &QSystemTrayIcon::activated, this, [this](QSystemTrayIcon::ActivationReason reason) {
        if (reason != QSystemTrayIcon::Trigger)
            return;
        if (m_shown == TrayState::Attention)
            Q_EMIT reviewRequested();
        else
            Q_EMIT pageRequested({});
    });
    m_icon.setIcon(iconOf(m_shown));
    m_icon.setToolTip(tr("Gatehouse"));
    m_icon.setContextMenu(m_menu.get());
    m_icon.show();
}

TrayIcon::~TrayIcon() = default;

QAction* TrayIcon::addPage(const QString& text, const QString& id)
{
    auto* action = m_menu->addAction(text);
    connect(action, &QAction::triggered, this, [this, id] { Q_EMIT pageRequested(id); });
    return action;
}

void TrayIcon::setSituation(const Situation& situation)
{
    const auto state = stateOf(situation);
    const auto sentence = sentenceOf(situation);
    if (state != m_shown)
        m_icon.setIcon(iconOf(state));
    m_shown = state;
    m_status->setText(sentence);
    m_icon.setToolTip(tr("Gatehouse: %1").arg(sentence));
    m_review->setText(situation.questions == 0 ? tr("Review") : tr("Review (%1)").arg(situation.questions));
}

} // namespace gatehouse::tray
