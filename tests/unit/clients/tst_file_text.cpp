// SPDX-License-Identifier: Apache-2.0
#include "core/base/hash.h"
#include "core/clients/client_file.h"
#include "core/clients/entry_reader.h"
#include "core/clients/file_text.h"
#include "tests/support/client_home.h"

#include <QtTest>

#include <sys/stat.h>

using namespace gatehouse;
using namespace gatehouse::clients;
using gatehouse::tests::ClientHome;

namespace {

constexpr Tolerance kNone{};
constexpr Tolerance kAll{true, true, true};
const std::string kFile = ".cursor/mcp.json";
const std::string kServer = R"({"mcpServers":{"a":{"command":"x"}}})";

} // namespace

/// What is read once must never be taken for what a file has become.
class TestFileText : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void copiesShareWhatWasWorkedOut();
    void aTolerantReaderTakesWhatAStrictOneOpened();
    void aStrictReaderNeverTakesWhatATolerantOneOpened();
    void aFileIsKnownByItsStampAlone();
    void whatDoesNotFitIsReadAgain();
    void replacingSaysTheStampOfTheNewFile();
    void planningReadsNoKnownFileAgain();
    void whatWasWrittenIsKnown();
    void entriesAreReadFromKnownTexts();
    void whatAnotherProgramWroteIsRefusedThoughATextIsKnown();
};

void TestFileText::copiesShareWhatWasWorkedOut()
{
    const FileText text(kServer);
    const auto copy = text;

    QCOMPARE(copy.hash(), base::toHex(base::sha256(kServer)));
    QVERIFY(&copy.hash() == &text.hash());
    QVERIFY(text.open("json", kNone).value() == copy.open("json", kNone).value());
    QVERIFY(copy == text && copy == kServer && !(copy == FileText()));
}

void TestFileText::aTolerantReaderTakesWhatAStrictOneOpened()
{
    const FileText text(kServer);
    const auto* const strict = text.open("json", kNone).value();

    QVERIFY(text.open("json", kAll).value() == strict);
    QVERIFY(text.open("yaml", kAll).value() != strict);
    QVERIFY(text.open("json", kAll).value() == strict);
    QCOMPARE(text.open("ini", kAll).error().code, base::ErrorCode::RecordDamaged);
}

void TestFileText::aStrictReaderNeverTakesWhatATolerantOneOpened()
{
    const FileText text("{} // remark");
    QVERIFY(text.open("json", kAll).hasValue());

    QCOMPARE(text.open("json", kNone).error().code, base::ErrorCode::FileDoesNotParse);
}

void TestFileText::aFileIsKnownByItsStampAlone()
{
    const ClientHome home;
    const auto path = home.write(kFile, kServer);
    KnownTexts texts;
    base::FileStamp stamp;
    const auto first = readFileText(path, stamp, &texts).value();
    QVERIFY(stamp == base::stampOf(path).value());

    QVERIFY(&readFileText(path, stamp, &texts)->bytes() == &first.bytes());
    QVERIFY(&readFileText(path, stamp, nullptr)->bytes() != &first.bytes());
    home.write(kFile, "{}  ");
    QCOMPARE(readFileText(path, stamp, &texts)->bytes(), std::string("{}  "));
    QVERIFY(stamp == base::stampOf(path).value());
    QFile::remove(QString::fromStdString(path));
    QCOMPARE(readFileText(path, stamp, &texts).error().code, base::ErrorCode::NotFound);
}

void TestFileText::whatDoesNotFitIsReadAgain()
{
    KnownTexts texts;
    const base::FileStamp stamp{1, 2, 3, 4, 5};
    const FileText large(std::string(std::size_t{9} << 20, ' '));
    texts.remember("/a", stamp, large);
    QVERIFY(texts.find("/a", stamp) != nullptr);

    texts.remember("/b", stamp, large);

    QVERIFY(texts.find("/a", stamp) != nullptr);
    QVERIFY(texts.find("/b", stamp) == nullptr);
    // The room of what is known no more is free again.
    texts.remember("/a", stamp, FileText("{}"));
    texts.remember("/b", stamp, large);
    QVERIFY(texts.find("/b", stamp) != nullptr);
}

void TestFileText::replacingSaysTheStampOfTheNewFile()
{
    const ClientHome home;
    const auto path = home.write(kFile, kServer);

    const auto stamp = replaceClientFile(path, base::stampOf(path).value(), kServer, "{}");

    QVERIFY(stamp && *stamp == base::stampOf(path).value());
    // A piece and a byte, and the last byte is another one.
    const std::string large((std::size_t{1} << 18) + 1, 'x');
    home.write(kFile, large);
    QCOMPARE(replaceClientFile(path, base::stampOf(path).value(), large.substr(1) + "y", "{}").error().code,
        base::ErrorCode::Changed);
    QCOMPARE(replaceClientFile(path, base::stampOf(path).value(), large.substr(1), "{}").error().code,
        base::ErrorCode::Changed);
    QVERIFY(replaceClientFile(path, base::stampOf(path).value(), large, "{}").hasValue());
}

void TestFileText::planningReadsNoKnownFileAgain()
{
    ClientHome home;
    const auto path = home.write(kFile, kServer);
    KnownTexts texts;
    home.options.texts = &texts;
    const auto found = home.discover();
    // Only who takes the known text can see this server.
    texts.remember(
        path, base::stampOf(path).value(), FileText(R"({"mcpServers":{"a":{"command":"known"}}})"));

    const auto plan = planProtect(home.table, found.files, home.records, home.options);

    QVERIFY(plan.files.at(0).after.bytes().find("known") != std::string::npos);
    // And nothing comes of it: before the rename the file itself is read.
    const auto outcomes = applyProtect(plan, home.records, home.options, ClientHome::kNow, "cli");
    QCOMPARE(outcomes.at(0).error.code, base::ErrorCode::Changed);
    QCOMPARE(home.read(kFile), kServer);
}

void TestFileText::whatWasWrittenIsKnown()
{
    ClientHome home;
    const auto path = home.write(kFile, kServer);
    KnownTexts texts;
    home.options.texts = &texts;
    const auto plan = home.plan();

    applyProtect(plan, home.records, home.options, ClientHome::kNow, "cli");

    const auto* const known = texts.find(path, base::stampOf(path).value());
    QVERIFY(known != nullptr);
    QCOMPARE(known->bytes(), home.read(kFile));
    QVERIFY(&known->bytes() == &plan.files.at(0).after.bytes());
}

void TestFileText::entriesAreReadFromKnownTexts()
{
    const ClientHome home;
    const auto path = home.write(kFile, kServer);
    KnownTexts texts;
    texts.remember(path, base::stampOf(path).value(),
        FileText(R"({"mcpServers":{"a":{"command":"x","env":{"KNOWN":"1"}}}})"));
    const model::EntryLocation place{"cursor", model::EntryScope::User, path, "/mcpServers/a", "a"};

    QCOMPARE(EntryReader(&texts).read(place)->environmentNames, std::vector<std::string>{"KNOWN"});
    QCOMPARE(EntryReader().read(place)->environmentNames, std::vector<std::string>{});
    home.write(kFile, kServer + "\n");
    const auto facts = EntryReader(&texts).read(place).value();
    QVERIFY(facts.environmentNames.empty() && facts.stamp == base::stampOf(path).value());
}

/// Same size, same second, same everything that a stamp can be made to say: the bytes decide.
void TestFileText::whatAnotherProgramWroteIsRefusedThoughATextIsKnown()
{
    ClientHome home;
    const auto path = home.write(kFile, kServer);
    KnownTexts texts;
    home.options.texts = &texts;
    auto plan = home.plan();
    auto other = kServer;
    other.replace(other.find('x'), 1, "y");
    home.write(kFile, other);
    plan.files.at(0).stamp = base::stampOf(path).value();

    const auto outcomes = applyProtect(plan, home.records, home.options, ClientHome::kNow, "cli");

    QCOMPARE(outcomes.at(0).error.code, base::ErrorCode::Changed);
    QCOMPARE(home.read(kFile), other);
}

QTEST_APPLESS_MAIN(TestFileText)
#include "tst_file_text.moc"
