// SPDX-License-Identifier: Apache-2.0
// Every window in light and dark, with what a real desktop would show: a picture of each for people to look
// at, and what a program can see of it: nothing is cut off, nothing is unreadable. Arguments and environment
// set scale and direction of reading.
#include "tests/gui/looks/samples.h"
#include "ui/approvals/card_window.h"
#include "ui/models/card_list_model.h"
#include "ui/models/catalog_model.h"
#include "ui/models/matter_model.h"
#include "ui/models/protection_model.h"
#include "ui/models/session_model.h"
#include "ui/models/timeline_model.h"
#include "ui/pages/main_window.h"
#include "ui/widgets/theme.h"
#include "ui/widgets/undo_bar.h"

#include <QAbstractButton>
#include <QDir>
#include <QFileDialog>
#include <QLabel>
#include <QPushButton>
#include <QScrollBar>
#include <QTableView>
#include <QTest>
#include <QTextBlock>
#include <QTextEdit>
#include <QToolBar>
#include <QTreeView>

#include <algorithm>
#include <cmath>

using namespace gatehouse;

namespace {

double luminance(const QColor& colour)
{
    const auto linear = [](double part) {
        return part <= 0.03928 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) +
        0.0722 * linear(colour.blueF());
}

double contrast(const QColor& one, const QColor& other)
{
    const auto [dark, light] = std::minmax({luminance(one), luminance(other)});
    return (light + 0.05) / (dark + 0.05);
}

QString described(const QWidget& widget, const QString& text)
{
    return QStringLiteral("%1 “%2” is %3×%4, wants %5×%6")
        .arg(QString::fromLatin1(widget.metaObject()->className()), text.left(60))
        .arg(widget.width())
        .arg(widget.height())
        .arg(widget.sizeHint().width())
        .arg(widget.sizeHint().height());
}

/// The least contrast of any of its letters to the view's ground.
double faintestOf(const QTextEdit& view)
{
    const auto ground = view.palette().color(QPalette::Base);
    double least = 21;
    for (auto block = view.document()->begin(); block.isValid(); block = block.next())
        for (auto at = block.begin(); !at.atEnd(); ++at)
            least = std::min(least, contrast(at.fragment().charFormat().foreground().color(), ground));
    return least;
}

/// What is cut off, faint or pushed out of the window; empty where all is well.
QStringList faultsOf(const QWidget& window)
{
    QStringList faults;
    for (const auto* button : window.findChildren<QAbstractButton*>()) {
        const auto wanted = button->fontMetrics().size(Qt::TextShowMnemonic, button->text());
        if (button->isVisible() && !button->text().isEmpty() && button->width() < wanted.width() + 4)
            faults << QStringLiteral("cut off: ") + described(*button, button->text());
    }
    for (const auto* label : window.findChildren<QLabel*>()) {
        if (!label->isVisible() || label->text().isEmpty())
            continue;
        const int needed =
            label->wordWrap() ? label->heightForWidth(label->width()) : label->sizeHint().height();
        if (needed > label->height() + 1 ||
            (!label->wordWrap() && label->sizeHint().width() > label->width() + 1))
            faults << QStringLiteral("cut off: ") + described(*label, label->text());
        const auto ground = label->palette().color(label->backgroundRole());
        if (contrast(label->palette().color(label->foregroundRole()), ground) < 4.5)
            faults << QStringLiteral("faint: ") + described(*label, label->text());
    }
    for (const auto* text : window.findChildren<QTextEdit*>())
        if (text->isVisible() && text->document()->size().width() > text->viewport()->width() + 1)
            faults << QStringLiteral("wider than its place: ") + described(*text, text->accessibleName());
    for (const auto* text : window.findChildren<QTextEdit*>())
        if (text->isVisible() && faintestOf(*text) < 4.5)
            faults << QStringLiteral("faint: ") + described(*text, text->accessibleName());
    for (const auto* bar : window.findChildren<QToolBar*>())
        for (auto* action : bar->actions())
            if (bar->isVisible() && !action->isSeparator() && !bar->widgetForAction(action)->isVisible())
                faults << QStringLiteral("no room for ") + action->text();
    return faults;
}

/// The catalog's first client with what is known of it, or its first server, down where its package is.
void chooseFirst(const QWidget& window, bool isClient)
{
    for (auto* tree : window.findChildren<QTreeView*>()) {
        const auto client = tree->model()->index(0, 0);
        if (tree->isVisible() && tree->model()->hasChildren(client))
            tree->setCurrentIndex(isClient ? client : tree->model()->index(0, 0, client));
    }
    for (auto* view : window.findChildren<QTextEdit*>())
        if (view->isVisible() && view->find(QStringLiteral("REPUTATION OF ITS PACKAGE")))
            view->verticalScrollBar()->setValue(
                view->verticalScrollBar()->value() + view->cursorRect().top());
}

} // namespace

class TestLooks : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void card_data();
    void card();
    void page_data();
    void page();

private:
    static void addAppearances(const std::vector<std::pair<const char*, int>>& scenes);
    /// The appearance comes when the window is there already, as from the desktop's settings.
    static void showAndCheck(QWidget& window, bool isDark);
};

void TestLooks::addAppearances(const std::vector<std::pair<const char*, int>>& scenes)
{
    QTest::addColumn<int>("scene");
    QTest::addColumn<bool>("isDark");
    for (const auto& [name, scene] : scenes) {
        QTest::addRow("%s-light", name) << scene << false;
        QTest::addRow("%s-dark", name) << scene << true;
    }
}

void TestLooks::showAndCheck(QWidget& window, bool isDark)
{
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    widgets::applyTheme(*qApp, isDark ? widgets::Appearance::Dark : widgets::Appearance::Light);
    QTest::qWait(200); // layouts that follow from being shown
    const auto picture = window.grab();
    const auto folder = qEnvironmentVariable("GUITEST_PICTURES", QDir::tempPath());
    const auto name = QStringLiteral("%1/looks%2-%3.png")
                          .arg(folder, qEnvironmentVariable("GUITEST_VARIANT"),
                              QString::fromLatin1(QTest::currentDataTag()));
    QVERIFY2(picture.save(name), qPrintable(name));
    const auto faults = faultsOf(window);
    QVERIFY2(faults.isEmpty(), qPrintable(faults.join(QLatin1Char('\n'))));
}

void TestLooks::card_data()
{
    addAppearances({{"card-new", 0}, {"card-changed", 1}, {"card-dangerous", 2}, {"card-long", 3},
        {"card-call", 4}, {"card-known", 5}, {"card-contest", 6}});
}

void TestLooks::card()
{
    QFETCH(const int, scene);
    QFETCH(const bool, isDark);
    widgets::applyTheme(*qApp, isDark ? widgets::Appearance::Light : widgets::Appearance::Dark);
    models::CardListModel cards;
    auto other = looks::newCard();
    other.id = "zzzzzzzz";
    const auto shown = scene == 0 ? looks::newCard()
        : scene == 1              ? looks::changedCard()
        : scene == 2              ? looks::dangerousCard()
        : scene == 3              ? looks::longCard()
        : scene == 5              ? looks::knownCard()
                                  : looks::callCard();
    if (scene == 6)
        cards.setCards(looks::contestCards());
    else
        cards.setCards({shown, other});
    approvals::CardWindow window(cards);

    window.review();

    showAndCheck(window, isDark);
}

/// As a person does who looks at a file before taking it.
static void chooseFile(const QWidget& window)
{
    for (auto* const button : window.findChildren<QPushButton*>()) {
        if (button->text().contains(QStringLiteral("Import a file")))
            button->click();
    }
    auto* const dialog = window.findChild<QFileDialog*>(QStringLiteral("chooseImport"));
    QVERIFY(dialog != nullptr);
    Q_EMIT dialog->fileSelected(QStringLiteral("/tmp/lena.txt"));
    dialog->close();
}

void TestLooks::page_data()
{
    addAppearances({{"review", 0}, {"catalog", 1}, {"timeline", 2}, {"review-empty", 3},
        {"timeline-empty", 4}, {"catalog-empty", 5}, {"catalog-tool", 6}, {"catalog-tools", 7}, {"lists", 8},
        {"catalog-client", 9}, {"catalog-package", 10}, {"timeline-unusual", 11}, {"registry", 12},
        {"registry-import", 13}});
}

void TestLooks::page()
{
    QFETCH(const int, scene);
    QFETCH(const bool, isDark);
    widgets::applyTheme(*qApp, isDark ? widgets::Appearance::Light : widgets::Appearance::Dark);
    models::CardListModel cards;
    models::CatalogModel catalog;
    models::MatterModel matters;
    models::SessionModel sessions;
    models::TimelineModel timeline;
    models::ProtectionModel protection;
    pages::PageActions actions;
    actions.lists = [](QObject*, const service::Completion<service::ListStanding>& done) {
        done(looks::lists());
    };
    actions.registry.read = [](QObject*, const service::Completion<service::RegistryStanding>& done) {
        done(looks::registry());
    };
    actions.registry.preview = [](const std::string&, QObject*,
                                   const service::Completion<service::ImportPreview>& done) {
        done(looks::registryFile());
    };
    actions.readRelations = [](const std::string&, QObject*,
                                const service::Completion<service::ServerRelations>& done) {
        done(looks::relations());
    };
    actions.readClientRelations = [](const std::string&, QObject*,
                                      const service::Completion<service::ClientRelations>& done) {
        done(looks::clientRelations());
    };
    actions.readHistory = [](const model::DefinitionRow&, QObject*,
                              const service::Completion<std::vector<model::DefinitionVersion>>& done) {
        done(looks::history());
    };
    if (scene == 7)
        actions.readTools = [](const std::string& ref, QObject*,
                                const service::Completion<service::ToolTable>& done) {
            auto table = looks::toolTable();
            table.serverRef = ref;
            done(table);
        };
    pages::MainWindow window(
        pages::PageContext{cards, catalog, matters, sessions, timeline, protection, actions});
    if (scene < 3 || scene >= 6) {
        cards.setCards({looks::newCard(), looks::changedCard(), looks::dangerousCard(), looks::callCard(),
            looks::longCard()});
        for (const auto& row : looks::servers())
            catalog.upsert(row);
        matters.setMatters(looks::matters());
        const auto tools = looks::tools();
        catalog.setTools("Claude Desktop-github", {tools.begin(), tools.end()});
        for (const auto& row : looks::sessions())
            sessions.upsert(row);
        timeline.setFetch([](const service::EventsRequest& request, QObject*,
                              const service::Completion<QVector<model::EventRow>>& done) {
            const auto rows = looks::events();
            done(request.before || request.after ? QVector<model::EventRow>()
                                                 : QVector<model::EventRow>(rows.begin(), rows.end()));
        });
    }
    window.setStatus(QStringLiteral("4 servers are guarded, 1 is not. 1 question waits for you."));
    constexpr std::array kPages{"review", "catalog", "timeline", "review", "timeline", "catalog", "catalog",
        "catalog", "lists", "catalog", "catalog", "timeline", "registry", "registry"};

    window.showPage(QString::fromLatin1(kPages.at(static_cast<std::size_t>(scene))));
    for (auto* tree : window.findChildren<QTreeView*>()) {
        const auto server = tree->model()->index(0, 0, tree->model()->index(0, 0));
        if (scene == 6 && tree->model()->hasChildren(server)) {
            tree->expand(server);
            tree->setCurrentIndex(tree->model()->index(0, 0, server));
        }
    }
    if (scene == 9 || scene == 10)
        chooseFirst(window, scene == 9);
    if (scene == 11) {
        for (auto* const table : window.findChildren<QTableView*>()) {
            const auto unusual = table->model() == &timeline
                ? timeline.match(timeline.index(0, models::TimelineModel::Tool), Qt::DisplayRole,
                      QStringLiteral("delete_repository"))
                : QModelIndexList();
            if (!unusual.isEmpty())
                table->selectRow(unusual.front().row());
        }
    }
    for (auto* const table : window.findChildren<QTableView*>()) {
        if (scene == 12 && table->accessibleName() == QStringLiteral("Candidates"))
            table->selectRow(0);
    }
    if (scene == 13)
        chooseFile(window);
    if (scene == 1)
        window.undoBar().offer(QStringLiteral("x"),
            QStringLiteral("“memory” is no longer approved. Where it ran, it was "
                           "stopped; its next start asks you."),
            60000);

    showAndCheck(window, isDark);
}

QTEST_MAIN(TestLooks)
#include "tst_looks.moc"
