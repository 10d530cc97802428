// SPDX-License-Identifier: Apache-2.0
#include "ui/models/candidate_model.h"
#include "ui/pages/page.h"
#include "ui/pages/registry_facts.h"
#include "ui/text/display_text.h"
#include "ui/text/error_text.h"
#include "ui/text/qt_convert.h"
#include "ui/text/registry_text.h"
#include "ui/widgets/arming.h"
#include "ui/widgets/decision_button.h"
#include "ui/widgets/fact_view.h"
#include "ui/widgets/input_origin.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/roomy_delegate.h"

#include <QEvent>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

namespace gatehouse::pages {
namespace {

/// What others have decided: the organisation, colleagues by their files, and lists of servers that wait to
/// be approved. A file is looked at before anything of it is taken, and what opens something is guarded
/// against input that was meant for something else, or made by another program, as on a card.
class RegistryPage final : public Page {
    Q_OBJECT
public:
    RegistryPage(const PageContext& context, QWidget* parent)
        : Page(parent)
        , m_actions(context.actions.registry)
        , m_arming(this)
        , m_view(new widgets::FactView(this))
        , m_heading(new widgets::PlainLabel(tr("Servers that imported lists tell of:"), this))
        , m_table(new QTableView(this))
        , m_about(new widgets::PlainLabel({}, this))
        , m_result(new widgets::PlainLabel({}, this))
        , m_approve(new widgets::DecisionButton(model::Choice::Always, m_arming, this))
        , m_take(new widgets::DecisionButton(model::Choice::Always, m_arming, this))
        , m_dismiss(new QPushButton(tr("&Dismiss"), this))
        , m_import(new QPushButton(tr("&Import a file…"), this))
        , m_export(new QPushButton(tr("E&xport…"), this))
        , m_leave(new QPushButton(tr("Change &nothing"), this))
    {
        m_view->setAccessibleName(tr("What is decided by others"));
        rename(*m_approve, tr("Approve this command"));
        rename(*m_take, tr("Take it over"));
        setUpTable();
        arrange();
        connectAll();
        offer(false);
        updateChosen();
    }

    QString title() const override { return tr("Registry"); }

    void entered(const std::string&) override
    {
        if (m_path.empty())
            read();
    }

    bool eventFilter(QObject* watched, QEvent* event) override
    {
        if (watched == window() && event->type() == QEvent::WindowActivate)
            m_arming.activated();
        return Page::eventFilter(watched, event);
    }

protected:
    void showEvent(QShowEvent* event) override
    {
        Page::showEvent(event);
        m_origin.watch(window()->winId());
        window()->removeEventFilter(this);
        window()->installEventFilter(this);
        m_arming.disturb();
    }
    void enterEvent(QEnterEvent* event) override
    {
        Page::enterEvent(event);
        m_arming.pointerEntered();
    }
    void leaveEvent(QEvent* event) override
    {
        Page::leaveEvent(event);
        m_arming.pointerLeft();
    }

private:
    static void rename(widgets::DecisionButton& button, const QString& text)
    {
        button.setText(text);
        button.setAccessibleName(text);
    }

    void setUpTable()
    {
        m_table->setModel(&m_candidates);
        m_table->setItemDelegate(new widgets::RoomyDelegate(m_table));
        m_table->setAccessibleName(tr("Candidates"));
        m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
        m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
        m_table->setTabKeyNavigation(false);
        m_table->setShowGrid(false);
        m_table->verticalHeader()->hide();
        m_table->horizontalHeader()->setStretchLastSection(true);
        m_table->horizontalHeader()->setHighlightSections(false);
        m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeading | Qt::AlignVCenter);
        m_table->setColumnWidth(models::CandidateModel::State, 110);
        m_table->setColumnWidth(models::CandidateModel::Name, 240);
        m_about->setWordWrap(true);
        m_result->setWordWrap(true);
    }

    void arrange()
    {
        auto* const intro = new widgets::PlainLabel(tr("Decisions that come from elsewhere: your "
                                                       "organisation's, a colleague's in a signed file, or a "
                                                       "list of servers for you to approve one by one. You "
                                                       "see what a file would change before it does."),
            this);
        intro->setWordWrap(true);
        auto* const ofCandidate = new QHBoxLayout;
        ofCandidate->addWidget(m_about, 1);
        for (auto* const button : {m_dismiss, static_cast<QPushButton*>(m_approve)})
            ofCandidate->addWidget(button);
        auto* const ofFiles = new QHBoxLayout;
        ofFiles->addWidget(m_result, 1);
        for (auto* const button : {m_leave, static_cast<QPushButton*>(m_take), m_export, m_import})
            ofFiles->addWidget(button);
        auto* const layout = new QVBoxLayout(this);
        layout->addWidget(intro);
        layout->addWidget(m_view, 1);
        layout->addWidget(m_heading);
        layout->addWidget(m_table, 1);
        layout->addLayout(ofCandidate);
        layout->addLayout(ofFiles);
    }

    void connectAll()
    {
        connect(m_import, &QPushButton::clicked, this, [this] { choose(false); });
        connect(m_export, &QPushButton::clicked, this, [this] { choose(true); });
        connect(m_leave, &QPushButton::clicked, this, [this] {
            m_result->setText({});
            read();
        });
        connect(m_dismiss, &QPushButton::clicked, this, &RegistryPage::dismiss);
        connect(m_take, &widgets::DecisionButton::decided, this,
            [this](model::Choice, model::AnsweredBy by) { take(m_origin.whose(by)); });
        connect(m_approve, &widgets::DecisionButton::decided, this,
            [this](model::Choice, model::AnsweredBy by) { approve(m_origin.whose(by)); });
        connect(&m_arming, &widgets::Arming::armedChanged, this, [this](bool isArmed) {
            m_approve->setLive(isArmed);
            m_take->setLive(isArmed);
        });
        connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
            m_arming.disturb();
            updateChosen();
        });
        if (m_actions.watch)
            m_actions.watch(this, [this] {
                if (isVisible() && m_path.empty())
                    read();
            });
    }

    /// Of a file that was looked at: to take it over, or not. Candidates are not shown meanwhile, so that
    /// there is one thing to decide on.
    void offer(bool isOffered)
    {
        m_take->setVisible(isOffered);
        m_leave->setVisible(isOffered);
        m_import->setVisible(!isOffered);
        m_export->setVisible(!isOffered);
        showCandidates(!isOffered && m_candidates.rowCount() > 0);
        m_arming.disturb();
        if (!isOffered) {
            m_path.clear();
            m_digest.clear();
        }
    }

    void showCandidates(bool areShown)
    {
        for (auto* const widget :
            std::initializer_list<QWidget*>{m_heading, m_table, m_about, m_dismiss, m_approve})
            widget->setVisible(areShown);
    }

    void choose(bool isExport)
    {
        auto* const dialog =
            new QFileDialog(this, isExport ? tr("Export your decisions") : tr("Import a file"));
        dialog->setObjectName(isExport ? QStringLiteral("chooseExport") : QStringLiteral("chooseImport"));
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setFileMode(isExport ? QFileDialog::AnyFile : QFileDialog::ExistingFile);
        dialog->setAcceptMode(isExport ? QFileDialog::AcceptSave : QFileDialog::AcceptOpen);
        if (isExport)
            dialog->selectFile(QStringLiteral("gatehouse-registry.txt"));
        connect(dialog, &QFileDialog::fileSelected, this, [this, isExport](const QString& path) {
            const auto name = QFile::encodeName(path).toStdString();
            isExport ? write(name) : look(name);
        });
        dialog->open();
    }

    void write(const std::string& path)
    {
        if (!m_actions.exportTo)
            return;
        m_actions.exportTo(path, this, [this, path](const base::Result<service::ExportReport>& report) {
            m_result->setText(report
                    ? tr("Wrote it to %1. It holds your commands with all their words: look "
                         "whether one is a secret before you give it away. Your key: %2")
                          .arg(text::displayText(path), text::toQString(base::fingerprintOf(report->key)))
                    : text::errorText(report.error()));
        });
    }

    void look(const std::string& path)
    {
        if (!m_actions.preview)
            return;
        m_result->setText(tr("Looking at it…"));
        m_actions.preview(path, this, [this, path](const base::Result<service::ImportPreview>& preview) {
            if (!preview) {
                m_result->setText(text::errorText(preview.error()));
                read();
                return;
            }
            m_result->setText({});
            showImportPreview(*m_view, *preview);
            rename(*m_take, preview->isRegistry ? tr("Take it over") : tr("Keep as candidates"));
            offer(true);
            m_take->setEnabled(preview->takes() > 0);
            m_path = path;
            m_digest = preview->digest;
            m_isRegistry = preview->isRegistry;
        });
    }

    void take(model::AnsweredBy by)
    {
        if (!m_actions.take || m_path.empty())
            return;
        m_take->setEnabled(false);
        m_result->setText(tr("Taking it over…"));
        m_actions.take(m_path, m_digest, by, this,
            [this, isRegistry = m_isRegistry](const base::Result<std::size_t>& count) {
                m_result->setText(
                    count ? text::importOutcome(isRegistry, *count) : text::errorText(count.error()));
                read();
            });
    }

    std::vector<std::string> chosen() const
    {
        std::vector<std::string> ids;
        for (const auto& index : m_table->selectionModel()->selectedRows()) {
            if (const auto* const one = m_candidates.candidateAt(index.row()))
                ids.push_back(one->candidate.id);
        }
        return ids;
    }

    /// Exactly one at a time: what is approved is what is read.
    void approve(model::AnsweredBy by)
    {
        const auto ids = chosen();
        if (ids.size() != 1 || !m_actions.approve)
            return;
        m_arming.disturb(); // a second click means nothing more
        m_actions.approve(ids.front(), by, this, [this](const base::Result<std::string>& decision) {
            m_result->setText(decision
                    ? tr("Approved. What runs at its first start is remembered, and anything else asks.")
                    : text::errorText(decision.error()));
        });
    }

    void dismiss()
    {
        const auto ids = chosen();
        if (ids.empty() || !m_actions.dismiss)
            return;
        m_actions.dismiss(ids, this, [this](const base::Result<std::size_t>& count) {
            m_result->setText(count ? tr("Dismissed; they do not come back with another list.")
                                    : text::errorText(count.error()));
        });
    }

    void updateChosen()
    {
        const auto ids = chosen();
        const auto* const one =
            ids.size() == 1 ? m_candidates.candidateAt(m_candidates.rowOf(ids.front())) : nullptr;
        m_dismiss->setEnabled(!ids.empty());
        m_approve->setEnabled(one != nullptr && one->isOpen());
        if (one == nullptr) {
            m_about->setText(tr("Choose a server to see its whole command."));
            return;
        }
        QStringList lines;
        if (!one->candidate.description.empty())
            lines << tr("It says of itself: %1").arg(text::displayText(one->candidate.description));
        if (!one->candidate.argv.empty())
            lines << tr("Starts: %1").arg(text::displayCommand(one->candidate.argv));
        if (const auto why = text::candidateWhy(*one); !why.isEmpty())
            lines << why;
        lines << tr("From the file %1").arg(text::displayText(one->candidate.source));
        m_about->setText(lines.join(QLatin1Char('\n')));
    }

    void read()
    {
        offer(false);
        if (!m_actions.read)
            return;
        m_actions.read(this, [this](const base::Result<service::RegistryStanding>& standing) {
            if (!standing) {
                m_result->setText(text::errorText(standing.error()));
                return;
            }
            if (!m_path.empty())
                return; // a file is looked at meanwhile
            m_candidates.setCandidates(standing->candidates);
            showRegistryStanding(*m_view, *standing);
            showCandidates(m_candidates.rowCount() > 0);
            m_arming.disturb();
            updateChosen();
        });
    }

    RegistryActions m_actions;
    models::CandidateModel m_candidates;
    widgets::Arming m_arming;
    widgets::InputOrigin m_origin;
    widgets::FactView* m_view;
    widgets::PlainLabel* m_heading;
    QTableView* m_table;
    widgets::PlainLabel* m_about;
    widgets::PlainLabel* m_result;
    widgets::DecisionButton* m_approve;
    widgets::DecisionButton* m_take;
    QPushButton* m_dismiss;
    QPushButton* m_import;
    QPushButton* m_export;
    QPushButton* m_leave;
    std::string m_path; ///< of the file that is offered
    std::string m_digest;
    bool m_isRegistry = false;
};

} // namespace

Page* makeRegistryPage(const PageContext& context, QWidget* parent);
Page* makeRegistryPage(const PageContext& context, QWidget* parent)
{
    return new RegistryPage(context, parent);
}

} // namespace gatehouse::pages

#include "registry_page.moc"
