// SPDX-License-Identifier: Apache-2.0
#include "core/base/file_tree.h"
#include "core/base/hash.h"

#include <QtTest>

#include <QTemporaryDir>

#include <filesystem>

using namespace gatehouse;

class TestFileTree : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void listsEveryFileByName();
    void leavesOutAFolder();
    void followsLinksToFilesAlone();
    void givesUpWhatIsTooLarge();
    void namesComeSortedAndBounded();
    void sha512IsThatOfFips();
};

namespace {

constexpr base::TreeLimits kPlenty{100, 1 << 20, "node_modules"};

void writeFile(const QTemporaryDir& folder, const std::string& name, const std::string& text = "x")
{
    const auto path = folder.path().toStdString() + '/' + name;
    std::filesystem::create_directories(base::folderOf(path));
    if (!base::replaceFile(path, text, 0600))
        qFatal("cannot write");
}

std::vector<std::string> namesOf(const base::Result<std::vector<base::TreeFile>>& files)
{
    std::vector<std::string> names;
    for (const auto& file : *files)
        names.push_back(file.name);
    return names;
}

} // namespace

void TestFileTree::listsEveryFileByName()
{
    const QTemporaryDir folder;
    for (const auto* const name : {"b/c", "a", "b/a", ".hidden"})
        writeFile(folder, name);

    const auto files = base::filesBelow(folder.path().toStdString(), kPlenty);

    QCOMPARE(namesOf(files), (std::vector<std::string>{".hidden", "a", "b/a", "b/c"}));
    QCOMPARE(files->front().stamp.size, std::uint64_t{1});
}

void TestFileTree::leavesOutAFolder()
{
    const QTemporaryDir folder;
    writeFile(folder, "a");
    writeFile(folder, "node_modules/dep/b");

    QCOMPARE(namesOf(base::filesBelow(folder.path().toStdString(), kPlenty)), std::vector<std::string>{"a"});
}

void TestFileTree::followsLinksToFilesAlone()
{
    const QTemporaryDir folder;
    const auto root = folder.path().toStdString();
    writeFile(folder, "a/file");
    std::filesystem::create_symlink(root + "/a/file", root + "/link");
    std::filesystem::create_symlink(root, root + "/a/round");
    std::filesystem::create_symlink("/nowhere", root + "/broken");

    QCOMPARE(namesOf(base::filesBelow(root, kPlenty)), (std::vector<std::string>{"a/file", "link"}));
}

void TestFileTree::givesUpWhatIsTooLarge()
{
    const QTemporaryDir folder;
    const auto root = folder.path().toStdString();
    for (int i = 0; i < 5; ++i)
        writeFile(folder, "f" + std::to_string(i), std::string(100, 'x'));

    QVERIFY(base::filesBelow(root, {5, 500, ""}).hasValue());
    QCOMPARE(base::filesBelow(root, {4, 500, ""}).error().code, base::ErrorCode::TooLarge);
    QCOMPARE(base::filesBelow(root, {5, 499, ""}).error().code, base::ErrorCode::TooLarge);
}

void TestFileTree::namesComeSortedAndBounded()
{
    const QTemporaryDir folder;
    const auto root = folder.path().toStdString();
    for (const auto* const name : {"b", "a", "c"})
        writeFile(folder, name);

    QCOMPARE(base::namesIn(root, 3).value(), (std::vector<std::string>{"a", "b", "c"}));
    QCOMPARE(base::namesIn(root, 2).error().code, base::ErrorCode::TooLarge);
    QCOMPARE(base::namesIn(root + "/none", 2).error().code, base::ErrorCode::NotFound);
}

void TestFileTree::sha512IsThatOfFips()
{
    QCOMPARE(base::sha512Hex("abc").substr(0, 16), std::string("ddaf35a193617aba"));
}

QTEST_APPLESS_MAIN(TestFileTree)
#include "tst_file_tree.moc"
