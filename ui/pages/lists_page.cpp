// SPDX-License-Identifier: Apache-2.0
#include "ui/pages/page.h"
#include "ui/text/display_text.h"
#include "ui/text/error_text.h"
#include "ui/text/list_text.h"
#include "ui/text/qt_convert.h"
#include "ui/widgets/fact_view.h"
#include "ui/widgets/plain_label.h"

#include <QDateTime>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace gatehouse::pages {
namespace {

using Look = widgets::FactView::Look;

/// The signed lists of what does harm: which hold and whose they are, and taking another one. A file is first
/// looked at; what it would change is said before anything is taken.
class ListsPage final : public Page {
    Q_OBJECT
public:
    ListsPage(const PageContext& context, QWidget* parent)
        : Page(parent)
        , m_actions(context.actions)
        , m_view(new widgets::FactView(this))
        , m_result(new widgets::PlainLabel({}, this))
        , m_choose(new QPushButton(tr("&Import a list…"), this))
        , m_take(new QPushButton(tr("&Take this list"), this))
        , m_cancel(new QPushButton(tr("&Leave it"), this))
    {
        auto* const intro = new widgets::PlainLabel(
            tr("A list says which packages and files do harm. Gatehouse fetches none: you bring the file, "
               "and "
               "it counts if it is signed with a key that you trust (gatehouse-cli intelligence trust)."),
            this);
        m_view->setAccessibleName(tr("Lists and keys"));
        auto* const row = new QHBoxLayout;
        row->addWidget(m_result, 1);
        for (auto* const button : {m_cancel, m_take, m_choose})
            row->addWidget(button);
        auto* const layout = new QVBoxLayout(this);
        layout->addWidget(intro);
        layout->addWidget(m_view, 1);
        layout->addLayout(row);
        connect(m_choose, &QPushButton::clicked, this, &ListsPage::choose);
        connect(m_take, &QPushButton::clicked, this, [this] { look(m_path, false); });
        connect(m_cancel, &QPushButton::clicked, this, [this] {
            m_result->setText({});
            showStanding();
        });
        offer(false);
    }

    QString title() const override { return tr("Lists"); }

    void entered(const std::string&) override
    {
        if (m_path.empty())
            showStanding();
    }

private:
    /// Of a list that was looked at: to take it, or not.
    void offer(bool isOffered)
    {
        m_take->setVisible(isOffered);
        m_cancel->setVisible(isOffered);
        m_choose->setVisible(!isOffered);
        if (!isOffered)
            m_path.clear();
    }

    void choose()
    {
        auto* const dialog = new QFileDialog(this, tr("Import a list"));
        dialog->setObjectName(QStringLiteral("chooseList"));
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setFileMode(QFileDialog::ExistingFile);
        connect(dialog, &QFileDialog::fileSelected, this,
            [this](const QString& path) { look(QFile::encodeName(path).toStdString(), true); });
        dialog->open();
    }

    void look(const std::string& path, bool isTrial)
    {
        if (!m_actions.importList || path.empty())
            return;
        m_result->setText(isTrial ? tr("Looking at it…") : tr("Taking it…"));
        m_take->setEnabled(false);
        m_actions.importList(
            path, isTrial, this, [this, path, isTrial](const base::Result<service::ListPreview>& preview) {
                m_take->setEnabled(true);
                if (!preview) {
                    m_result->setText(text::errorText(preview.error()));
                    showStanding();
                    return;
                }
                if (isTrial && !preview->isSame) {
                    m_result->setText({});
                    showPreview(*preview);
                    offer(true);
                    m_path = path;
                    return;
                }
                m_result->setText(preview->isSame && isTrial ? tr("This list was imported before.")
                                                             : text::listOutcome(*preview));
                showStanding();
            });
    }

    void showPreview(const service::ListPreview& preview)
    {
        m_view->clearFacts();
        m_view->addHeading(tr("THIS LIST WOULD BE TAKEN"));
        std::vector<widgets::FactView::Fact> facts;
        for (const auto& [caption, value] : text::listFacts(preview))
            facts.push_back({caption, value, Look::Text});
        m_view->addFacts(facts);
        if (preview.isExpired)
            m_view->addParagraph(
                tr("It is older than whoever made it wants it to be. It counts all the same."),
                Look::Attention);
        m_view->addHeading(tr("WHAT IT WOULD STOP"));
        if (preview.stops.empty())
            m_view->addParagraph(tr("No server that you have allowed."));
        for (const auto& name : preview.stops)
            m_view->addParagraph(QStringLiteral("▲ ") +
                    tr("%1 would be stopped, and you would be asked about it.").arg(text::displayText(name)),
                Look::Danger);
        m_view->finish();
    }

    void showStanding()
    {
        offer(false);
        if (!m_actions.lists)
            return;
        m_actions.lists(this, [this](const base::Result<service::ListStanding>& standing) {
            if (!standing)
                m_result->setText(text::errorText(standing.error()));
            else if (m_path.empty())
                showLists(*standing);
        });
    }

    /// First: what these lists say protects nobody.
    void showLeftOut(const std::vector<base::Error>& leftOut)
    {
        if (leftOut.empty())
            return;
        m_view->addHeading(tr("LISTS THAT DO NOT HOLD"));
        constexpr qsizetype kDetailLimit = 1000;
        for (const auto& problem : leftOut) {
            m_view->addParagraph(QStringLiteral("▲ ") + text::errorText({problem.code, {}}), Look::Danger);
            m_view->addParagraph(text::displayText(problem.detail, kDetailLimit), Look::Code);
        }
    }

    void showLists(const service::ListStanding& standing)
    {
        m_view->clearFacts();
        showLeftOut(standing.leftOut);
        m_view->addHeading(tr("LISTS THAT HOLD"));
        if (standing.lists.empty())
            m_view->addParagraph(tr("None was imported."), Look::Muted);
        for (const auto& list : standing.lists) {
            m_view->addParagraph(text::displayText(list.head.title));
            std::vector<widgets::FactView::Fact> facts;
            for (const auto& [caption, value] : text::listFacts(list))
                facts.push_back({caption, value, Look::Text});
            m_view->addFacts(facts);
            if (list.head.expires != 0 && list.head.expires < QDateTime::currentMSecsSinceEpoch())
                m_view->addParagraph(
                    tr("It is old: whoever made it has wanted to replace it by now."), Look::Attention);
        }
        m_view->addHeading(tr("KEYS"));
        if (standing.keys.empty())
            m_view->addParagraph(tr("None is trusted, so that no list can be imported. Trust the key of "
                                    "whoever makes your lists with: gatehouse-cli intelligence trust KEY"),
                Look::Muted);
        std::vector<widgets::FactView::Fact> keys;
        for (const auto& key : standing.keys)
            keys.push_back({text::displayText(key.name),
                text::toQString(intelligence::fingerprint(intelligence::idOfKey(key.key))) +
                    (key.isTrusted ? QString() : tr(" (not trusted any more)")),
                key.isTrusted ? Look::Code : Look::Muted});
        m_view->addFacts(keys);
        m_view->finish();
    }

    PageActions m_actions;
    widgets::FactView* m_view;
    widgets::PlainLabel* m_result;
    QPushButton* m_choose;
    QPushButton* m_take;
    QPushButton* m_cancel;
    std::string m_path; ///< of the list that is offered
};

} // namespace

Page* makeListsPage(const PageContext& context, QWidget* parent);
Page* makeListsPage(const PageContext& context, QWidget* parent)
{
    return new ListsPage(context, parent);
}

} // namespace gatehouse::pages

#include "lists_page.moc"
