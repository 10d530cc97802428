// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/name_likeness.h"

#include <QtTest>

using namespace gatehouse;

class TestNameLikeness : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aNameIsTakenForAnother_data();
    void aNameIsTakenForAnother();
    void theSameToolOfAServerThatIsThereTwiceIsNoImitation();
};

void TestNameLikeness::aNameIsTakenForAnother_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("other");
    QTest::addColumn<bool>("isTaken");
    const auto row = [](const char* what, const char* name, const char* other, bool isTaken) {
        QTest::newRow(what) << QString::fromUtf8(name) << QString::fromUtf8(other) << isTaken;
    };
    row("the same", "read_file", "read_file", true);
    row("another separator", "read-file", "read_file", true);
    row("none", "readFile", "read_file", true);
    row("another case", "READ_FILE", "read_file", true);
    row("Cyrillic letters", "rеаd_file", "read_file", true);
    row("full width", "ｒead_file", "read_file", true);
    row("a hidden character", "read\xE2\x80\x8B_file", "read_file", true);
    row("a digit for a letter", "read_fi1e", "read_file", true);
    row("two letters for one", "create_forrn", "create_form", true);
    row("a letter more", "read_filee", "read_file", true);
    row("a letter less", "send_mesage", "send_message", true);
    row("a letter other", "read_fule", "read_file", true);
    row("two that changed places", "raed_file", "read_file", true);
    row("another word", "write_file", "read_file", false);
    row("a plural", "list_issues", "list_issue", false);
    row("another number", "query_v1x", "query_v2x", false);
    row("a number more", "query_v12", "query_v1", false);
    row("short ones", "get", "set", false);
    row("two letters", "read_fulx", "read_file", false);
    row("nothing in common", "a", "zzzzzzzz", false);
}

void TestNameLikeness::aNameIsTakenForAnother()
{
    QFETCH(QString, name);
    QFETCH(QString, other);
    QFETCH(bool, isTaken);
    const std::vector<pipeline::OtherTool> others{{"files", other.toStdString(), base::sha256("other")}};

    QCOMPARE(
        pipeline::OtherTools(others).imitatedBy(name.toStdString(), base::sha256("one")) != nullptr, isTaken);
    // It goes both ways.
    const std::vector<pipeline::OtherTool> turned{{"files", name.toStdString(), base::sha256("other")}};
    QCOMPARE(pipeline::OtherTools(turned).imitatedBy(other.toStdString(), base::sha256("one")) != nullptr,
        isTaken);
}

void TestNameLikeness::theSameToolOfAServerThatIsThereTwiceIsNoImitation()
{
    const pipeline::OtherTools others({{"files", "read_file", base::sha256("same")}});

    QVERIFY(others.imitatedBy("read_file", base::sha256("same")) == nullptr);
    QVERIFY(pipeline::OtherTools({}).imitatedBy("read_file", base::sha256("other")) == nullptr);
}

QTEST_APPLESS_MAIN(TestNameLikeness)
#include "tst_name_likeness.moc"
