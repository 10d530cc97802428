// SPDX-License-Identifier: Apache-2.0
#include "ui/models/protection_model.h"
#include "ui/pages/page.h"
#include "ui/text/display_text.h"
#include "ui/text/error_text.h"
#include "ui/text/state_text.h"
#include "ui/widgets/diff_view.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/roomy_delegate.h"
#include "ui/widgets/theme.h"

#include <QHeaderView>
#include <QPushButton>
#include <QSplitter>
#include <QStackedLayout>
#include <QTimer>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>
#include <chrono>
#include <functional>
#include <numeric>

namespace gatehouse::pages {
namespace {

using models::ProtectionModel;

/// What was found on this machine, what would change in which file, and the consent to it. Nothing is written
/// before the button is pressed, and then exactly what the diff shows.
class ProtectionPage final : public Page {
    Q_OBJECT
public:
    ProtectionPage(const PageContext& context, QWidget* parent)
        : Page(parent)
        , m_model(context.protection)
        , m_actions(context.actions)
        , m_tree(new QTreeView(this))
        , m_diff(new widgets::DiffView(this))
        , m_unsearched(new widgets::PlainLabel({}, this))
        , m_result(new widgets::PlainLabel({}, this))
        , m_again(new QPushButton(tr("&Look again"), this))
        , m_undoAll(new QPushButton(tr("&Undo all"), this))
        , m_apply(new QPushButton(this))
    {
        auto* intro = new widgets::PlainLabel(tr("Gatehouse stands in front of a server by changing the "
                                                 "command in the client's file. Below is each file and "
                                                 "the exact change. Nothing is written before you press the "
                                                 "button, and every change can be undone."),
            this);
        dressTree();
        m_diff->setAccessibleName(tr("Exact change of the chosen file"));
        m_diff->setPlaceholderText(tr("The chosen file stays as it is."));
        auto* split = new QSplitter(Qt::Vertical, this);
        split->addWidget(m_tree);
        split->addWidget(m_diff);
        split->setSizes({260, 260});
        split->setChildrenCollapsible(false);
        m_empty = new widgets::EmptyState(tr("Looking for clients…"), {}, this);
        auto* area = new QWidget(this);
        m_stack = new QStackedLayout(area);
        m_stack->addWidget(split);
        m_stack->addWidget(m_empty);
        auto* row = new QHBoxLayout;
        row->addWidget(m_result, 1);
        for (auto* button : {m_again, m_undoAll, m_apply})
            row->addWidget(button);
        auto* layout = new QVBoxLayout(this);
        layout->addWidget(intro);
        layout->addWidget(area, 1);
        layout->addWidget(m_unsearched);
        layout->addLayout(row);
        connectAll();
        updateButtons();
    }

    QString title() const override { return tr("Protection"); }

    void entered(const std::string& serverRef) override
    {
        if (serverRef.empty() && !m_only.empty())
            m_model.forgetTicks();
        m_only = serverRef;
        look(); // clients change their files meanwhile
    }

private:
    void dressTree()
    {
        m_tree->setModel(&m_model);
        m_tree->setAccessibleName(tr("Clients' files and their servers"));
        m_tree->setItemDelegate(new widgets::RoomyDelegate(m_tree));
        m_tree->setUniformRowHeights(true);
        m_tree->setAlternatingRowColors(true);
        m_tree->setColumnWidth(ProtectionModel::Name, 520);
        m_tree->header()->setStretchLastSection(true);
    }

    void connectAll()
    {
        constexpr std::chrono::milliseconds kGather{120};
        m_planTimer.setSingleShot(true);
        m_planTimer.setInterval(kGather);
        connect(&m_planTimer, &QTimer::timeout, this, &ProtectionPage::plan);
        connect(&m_model, &ProtectionModel::chosenChanged, this, [this] {
            m_isPlanned = false;
            m_planTimer.start();
            updateButtons();
        });
        connect(&m_model, &QAbstractItemModel::dataChanged, this, &ProtectionPage::showDiff);
        connect(
            m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this, &ProtectionPage::showDiff);
        connect(m_again, &QPushButton::clicked, this, &ProtectionPage::look);
        connect(m_apply, &QPushButton::clicked, this, &ProtectionPage::apply);
        connect(m_undoAll, &QPushButton::clicked, this, &ProtectionPage::undoAll);
    }

    void look()
    {
        if (!m_actions.discover)
            return;
        m_stack->setCurrentIndex(1);
        m_empty->setTexts(tr("Looking for clients…"), tr("Their files are only read."));
        m_actions.discover(this, [this](const base::Result<service::Discovery>& found) {
            if (!found) {
                m_empty->setTexts(tr("The look failed"), text::errorText(found.error()));
                return;
            }
            m_model.setDiscovery(*found);
            tellUnsearched(found->leftOut);
            if (m_model.rowCount() == 0) {
                m_empty->setTexts(
                    found->clientTitles.empty() ? tr("No AI clients found") : tr("No servers declared"),
                    tr("Gatehouse knows where clients keep their servers. When one is installed or declares "
                       "a server, look again."));
                return;
            }
            m_stack->setCurrentIndex(0);
            m_tree->expandAll();
            const auto only = m_only.empty() ? QModelIndex() : m_model.tickOnly(m_only);
            m_tree->setCurrentIndex(only.isValid() ? only : m_model.index(0, 0));
            m_tree->scrollTo(m_tree->currentIndex());
        });
    }

    /// Projects in there are not found, which nobody would notice otherwise.
    void tellUnsearched(const std::vector<service::UnsearchedFolder>& folders)
    {
        constexpr std::size_t kNamed = 3;
        QStringList lines;
        for (std::size_t at = 0; at < std::min(folders.size(), kNamed); ++at) {
            const auto folder = text::displayText(folders[at].folder);
            lines << tr("%1: %2; gatehouse-cli discover --project=%1 has it searched.")
                         .arg(folder, text::notSearchedReason(folders[at].reason));
        }
        if (folders.size() > kNamed)
            lines << tr("%n more folder(s) were not searched; gatehouse-cli discover lists them.", nullptr,
                static_cast<int>(folders.size() - kNamed));
        m_unsearched->setText(lines.join(QLatin1Char('\n')));
        m_unsearched->setVisible(!lines.isEmpty());
    }

    service::PlanOptions options() const
    {
        service::PlanOptions wanted;
        wanted.refs = m_model.chosen();
        return wanted;
    }

    void plan()
    {
        const auto wanted = options();
        if (wanted.refs.empty() || !m_actions.plan) {
            // Without refs a plan would mean every entry.
            m_plan = {};
            m_model.clearPlan();
            updateButtons();
            return;
        }
        m_actions.plan(
            wanted, this, [this, refs = wanted.refs](const base::Result<service::ProtectionPlan>& planned) {
                if (refs != m_model.chosen())
                    return; // ticked on meanwhile: another plan is on its way
                m_isPlanned = planned.hasValue();
                if (planned) {
                    m_plan = *planned;
                    m_model.setPlan(m_plan);
                } else {
                    m_result->setText(text::errorText(planned.error()));
                }
                updateButtons();
            });
    }

    void apply()
    {
        if (!m_isPlanned || !m_actions.apply)
            return;
        m_isPlanned = false;
        updateButtons();
        m_actions.apply(
            options(), m_plan, this, [this](const base::Result<std::vector<service::EntryResult>>& results) {
                tell(results, true);
                look();
            });
    }

    void undoAll()
    {
        if (!m_actions.undo)
            return;
        m_actions.undo({}, this, [this](const base::Result<std::vector<service::EntryResult>>& results) {
            tell(results, false);
            look();
        });
    }

    void tell(const base::Result<std::vector<service::EntryResult>>& results, bool isProtecting)
    {
        if (!results) {
            m_result->setText(text::errorText(results.error()));
            return;
        }
        const auto done =
            std::count_if(results->begin(), results->end(), [](const auto& result) { return result.isDone; });
        const auto failed =
            std::find_if(results->begin(), results->end(), [](const auto& result) { return !result.isDone; });
        auto sentence = isProtecting
            ? tr("%n server(s) guarded. Restart the clients that run now.", nullptr, static_cast<int>(done))
            : tr("%n server(s) put back.", nullptr, static_cast<int>(done));
        if (failed != results->end())
            sentence += tr(" Not %1: %2")
                            .arg(text::displayText(failed->location.name), text::errorText(failed->error));
        m_result->setText(sentence);
    }

    void updateButtons()
    {
        const auto count = static_cast<int>(m_isPlanned
                ? std::transform_reduce(m_plan.files.begin(), m_plan.files.end(), std::size_t{0},
                      std::plus<>(), [](const service::FilePlan& file) { return file.refs.size(); })
                : 0);
        m_apply->setText(count == 0 ? tr("&Protect") : tr("&Protect %n server(s)", nullptr, count));
        m_apply->setEnabled(count > 0);
        m_undoAll->setEnabled(m_model.hasGuarded());
    }

    void showDiff() { m_diff->setDiff(m_tree->currentIndex().data(ProtectionModel::DiffRole).toString()); }

    ProtectionModel& m_model;
    PageActions m_actions;
    QTreeView* m_tree;
    widgets::DiffView* m_diff;
    widgets::PlainLabel* m_unsearched;
    widgets::PlainLabel* m_result;
    QPushButton* m_again;
    QPushButton* m_undoAll;
    QPushButton* m_apply;
    widgets::EmptyState* m_empty = nullptr;
    QStackedLayout* m_stack = nullptr;
    QTimer m_planTimer;
    std::string m_only; ///< the one server that the page was opened for
    service::ProtectionPlan m_plan;
    bool m_isPlanned = false;
};

} // namespace

Page* makeProtectionPage(const PageContext& context, QWidget* parent);
Page* makeProtectionPage(const PageContext& context, QWidget* parent)
{
    return new ProtectionPage(context, parent);
}

} // namespace gatehouse::pages

#include "protection_page.moc"
