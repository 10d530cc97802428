// SPDX-License-Identifier: Apache-2.0
#include "core/base/chosen_files.h"

#include <QtTest>

#include <QTemporaryDir>

#include <filesystem>
#include <sys/stat.h>

using namespace gatehouse;

namespace {

bool isSourceFile(const std::vector<std::string>&, std::string_view name)
{
    return name.ends_with(".js");
}

bool isNoDependency(std::string_view name)
{
    return name != "node_modules";
}

bool hasNoMark(const std::vector<std::string>& names)
{
    return !std::binary_search(names.begin(), names.end(), "mark");
}

constexpr base::TreeChoice kSources{8, 100, 8, 64, false, &isSourceFile, &isNoDependency, &hasNoMark};

/// A folder of a test's own with files in it.
class ChosenFolder {
public:
    explicit ChosenFolder(const std::vector<std::string>& files)
    {
        for (const auto& name : files) {
            std::filesystem::create_directories(base::folderOf(path(name)));
            if (!base::replaceFile(path(name), "x", 0600))
                qFatal("cannot write");
        }
    }
    std::string path(const std::string& name = {}) const
    {
        const auto root = m_folder.path().toStdString();
        return name.empty() ? root : root + '/' + name;
    }
    base::Result<std::vector<base::TreeFile>> chosen(base::TreeChoice choice = kSources) const
    {
        return base::chosenBelow(path(), choice);
    }
    QString names(base::TreeChoice choice = kSources) const
    {
        const auto files = chosen(choice);
        if (!files)
            return QString::fromStdString(files.error().detail);
        QStringList list;
        for (const auto& file : *files)
            list << QString::fromStdString(file.name);
        return list.join(QLatin1Char(' '));
    }

private:
    QTemporaryDir m_folder;
};

} // namespace

class TestChosenFiles : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void takesWhatIsWantedAndNothingElse();
    void aFolderMayBeLookedAtAlone();
    void followsLinksByTheirOwnNames();
    void linksBackEnd();
    void stampsAreThoseOfWhatALinkLeadsTo();
    void givesUpWhatIsTooMuch_data();
    void givesUpWhatIsTooMuch();
    void aFolderThatCannotBeListedIsNoEmptyOne();
    void aFifoIsNoFile();
};

void TestChosenFiles::takesWhatIsWantedAndNothingElse()
{
    const ChosenFolder folder(
        {"b/c.js", "a.js", "a.txt", ".h/x.js", "node_modules/x.js", "env/mark", "env/x.js"});

    QCOMPARE(folder.names(), QStringLiteral(".h/x.js a.js b/c.js"));
}

void TestChosenFiles::aFolderMayBeLookedAtAlone()
{
    const ChosenFolder folder({"b/c.js", "a.js"});
    auto choice = kSources;
    choice.isFlat = true;

    QCOMPARE(folder.names(choice), QStringLiteral("a.js"));
}

void TestChosenFiles::followsLinksByTheirOwnNames()
{
    const ChosenFolder folder({"real/a.js", "real/notes"});
    std::filesystem::create_directory_symlink("real", folder.path("again"));
    std::filesystem::create_symlink("real/notes", folder.path("b.js"));
    std::filesystem::create_symlink("nowhere", folder.path("c.js"));

    QCOMPARE(folder.names(), QStringLiteral("again/a.js b.js real/a.js"));
}

void TestChosenFiles::linksBackEnd()
{
    const ChosenFolder folder({"a/x.js"});
    std::filesystem::create_directory_symlink("..", folder.path("a/up"));
    std::filesystem::create_directory_symlink(".", folder.path("a/self"));

    QCOMPARE(folder.names(), QStringLiteral("a/x.js"));
}

void TestChosenFiles::stampsAreThoseOfWhatALinkLeadsTo()
{
    const ChosenFolder folder({"real"});
    std::filesystem::create_symlink("real", folder.path("b.js"));

    QCOMPARE(folder.chosen()->front().stamp, base::stampOf(folder.path("real")).value());
}

void TestChosenFiles::givesUpWhatIsTooMuch_data()
{
    QTest::addColumn<QString>("bound");
    for (const auto* const bound : {"files", "bytes", "folders", "names", "depth"})
        QTest::newRow(bound) << QString::fromLatin1(bound);
}

void TestChosenFiles::givesUpWhatIsTooMuch()
{
    QFETCH(QString, bound);
    const ChosenFolder folder({"a.js", "b.js", "c/d.js"});
    auto choice = kSources;
    choice.files = 3;
    choice.bytes = 3;
    choice.folders = 2;
    choice.names = 4;
    QVERIFY(folder.chosen(choice));

    if (bound == QStringLiteral("files"))
        --choice.files;
    else if (bound == QStringLiteral("bytes"))
        --choice.bytes;
    else if (bound == QStringLiteral("folders"))
        --choice.folders;
    else if (bound == QStringLiteral("names"))
        --choice.names;
    else {
        choice = {100, 100, 100, 100, false, &isSourceFile, &isNoDependency, &hasNoMark};
        std::string deep;
        for (int i = 0; i < 40; ++i)
            deep += "/d";
        std::filesystem::create_directories(folder.path() + deep);
    }

    const auto files = folder.chosen(choice);
    QVERIFY(!files);
    QCOMPARE(files.error().code, base::ErrorCode::TooLarge);
}

void TestChosenFiles::aFolderThatCannotBeListedIsNoEmptyOne()
{
    QVERIFY(!base::chosenBelow("/nowhere/at/all", kSources));
    const ChosenFolder folder({"a.js", "closed/b.js"});
    std::filesystem::permissions(folder.path("closed"), std::filesystem::perms::owner_exec);
    const auto files = folder.chosen();
    std::filesystem::permissions(folder.path("closed"), std::filesystem::perms::owner_all);

    // Who may do everything can list it all the same.
    QVERIFY(!files || files->size() == 2);
}

void TestChosenFiles::aFifoIsNoFile()
{
    const ChosenFolder folder({"a.js"});
    QCOMPARE(::mkfifo(folder.path("b.js").c_str(), 0600), 0);

    QCOMPARE(folder.names(), QStringLiteral("a.js"));
}

QTEST_APPLESS_MAIN(TestChosenFiles)
#include "tst_chosen_files.moc"
