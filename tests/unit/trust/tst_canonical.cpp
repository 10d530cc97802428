// SPDX-License-Identifier: Apache-2.0
#include "core/trust/canonical.h"

#include "core/jsonrpc/message.h"

#include <QtTest>

using namespace gatehouse;

/// What counts as another definition and what is only another way to write it.
class TestCanonical : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anotherSpellingIsTheSameDefinition_data();
    void anotherSpellingIsTheSameDefinition();
    void anythingElseIsAnotherDefinition_data();
    void anythingElseIsAnotherDefinition();
    void theFormIsJsonAndItsOwnForm();
    void theOrderOfAnEnumCountsWhereAnotherListNamesItsValues_data();
    void theOrderOfAnEnumCountsWhereAnotherListNamesItsValues();
    void numbersCountByTheirValue_data();
    void numbersCountByTheirValue();
    void depthIsBounded();
};

namespace {

std::string formOfText(const std::string& text)
{
    const auto value = jsonrpc::parseValue(text, {});
    if (!value)
        qFatal("the test's text is no JSON: %s", text.c_str());
    return trust::canonicalForm(*value);
}

const std::string kTool =
    R"({"name":"read","description":"Reads a file.","inputSchema":{"type":["object","null"],"properties":{)"
    R"("path":{"type":"string","default":["b","a"]},"mode":{"enum":["r","w",1.50]}},"required":["path","mode"]},)"
    R"("annotations":{"readOnlyHint":true},"_meta":{"order":["x","y"]}})";

std::string with(const std::string& what, const std::string& instead)
{
    auto text = kTool;
    const auto at = text.find(what);
    if (at == std::string::npos)
        qFatal("the sample does not hold %s", what.c_str());
    return text.replace(at, what.size(), instead);
}

} // namespace

void TestCanonical::anotherSpellingIsTheSameDefinition_data()
{
    QTest::addColumn<QString>("other");
    const auto row = [](const char* name, const std::string& other) {
        QTest::newRow(name) << QString::fromStdString(other);
    };
    row("white space", with(R"("name":"read",)", "\n \"name\" :\t\"read\" ,"));
    row("order of keys",
        with(R"("name":"read","description":"Reads a file.")",
            R"("description":"Reads a file.","name":"read")"));
    row("order of required", with(R"(["path","mode"])", R"(["mode","path"])"));
    row("order of an enum", with(R"(["r","w",1.50])", R"([1.5,"w","r"])"));
    row("order of types", with(R"(["object","null"])", R"(["null","object"])"));
    row("spelling of a number", with("1.50", "15e-1"));
    row("an escape", with("Reads", "\\u0052eads"));
    row("an escaped key", with(R"("name")", R"("\u006eame")"));
}

void TestCanonical::anotherSpellingIsTheSameDefinition()
{
    QFETCH(QString, other);

    QCOMPARE(formOfText(other.toStdString()), formOfText(kTool));
}

void TestCanonical::anythingElseIsAnotherDefinition_data()
{
    QTest::addColumn<QString>("other");
    const auto row = [](const char* name, const std::string& other) {
        QTest::newRow(name) << QString::fromStdString(other);
    };
    row("a word", with("Reads", "Deletes"));
    row("case", with("Reads", "reads"));
    row("a hidden character",
        with("Reads",
            "Re\xE2\x80\x8B"
            "ads"));
    row("a blank in a text", with("a file", "a  file"));
    row("another name", with(R"("read")", R"("read2")"));
    row("a parameter more", with(R"("path":{)", R"("note":{"type":"string"},"path":{)"));
    row("another type", with(R"({"type":"string")", R"({"type":"number")"));
    row("names for an enum",
        with(R"({"enum":["r","w",1.50]})", R"({"enum":["r","w",1.50],"enumNames":["R"]})"));
    row("a value more in an enum", with(R"("r","w")", R"("r","w","x")"));
    row("one required less", with(R"(["path","mode"])", R"(["path"])"));
    row("a hint", with("true", "false"));
    row("a key twice", with(R"("readOnlyHint":true)", R"("readOnlyHint":true,"readOnlyHint":false)"));
    row("an unknown field", with(R"("name")", R"("x":null,"name")"));
    row("the order of a default", with(R"(["b","a"])", R"(["a","b"])"));
    row("the order of any other list", with(R"(["x","y"])", R"(["y","x"])"));
    row("null instead of nothing", with(R"("annotations":{"readOnlyHint":true})", R"("annotations":null)"));
}

void TestCanonical::anythingElseIsAnotherDefinition()
{
    QFETCH(QString, other);

    QVERIFY(formOfText(other.toStdString()) != formOfText(kTool));
    QVERIFY(trust::definitionDigest(formOfText(other.toStdString())) !=
        trust::definitionDigest(formOfText(kTool)));
}

void TestCanonical::theFormIsJsonAndItsOwnForm()
{
    const auto form = formOfText(kTool);

    QCOMPARE(formOfText(form), form);
    // Which of two is the last one is what a client goes by.
    QVERIFY(formOfText(R"({"a":1,"a":2})") != formOfText(R"({"a":2,"a":1})"));
}

void TestCanonical::theOrderOfAnEnumCountsWhereAnotherListNamesItsValues_data()
{
    QTest::addColumn<QString>("names");
    for (const auto* const names :
        {"enumNames", "enumDescriptions", "markdownEnumDescriptions", "x-enum-varnames", "x-enumNames"})
        QTest::newRow(names) << QString::fromLatin1(names);
}

/// Else a menu would say "Look" where the tool is told to delete.
void TestCanonical::theOrderOfAnEnumCountsWhereAnotherListNamesItsValues()
{
    QFETCH(QString, names);
    const auto toolWith = [&](const char* values) {
        return R"({"name":"a","inputSchema":{"properties":{"mode":{")" + names.toStdString() +
            R"(":["Look","Delete"],"enum":)" + values + "}}}}";
    };

    QVERIFY(formOfText(toolWith(R"(["look","delete"])")) != formOfText(toolWith(R"(["delete","look"])")));
}

void TestCanonical::numbersCountByTheirValue_data()
{
    QTest::addColumn<QString>("token");
    QTest::addColumn<QString>("form");
    QTest::newRow("integer") << "120"
                             << "12e1";
    QTest::newRow("fraction") << "1.20"
                              << "12e-1";
    QTest::newRow("exponent") << "0.12E+2"
                              << "12";
    QTest::newRow("negative") << "-7.0"
                              << "-7";
    QTest::newRow("zero") << "-0.00e5"
                          << "0";
    QTest::newRow("longer than any double") << "123456789012345678901"
                                            << "123456789012345678901";
    QTest::newRow("leading zeros in the exponent") << "1e0000000000000000000002"
                                                   << "1e2";
    QTest::newRow("an exponent beyond counting") << "1e-9999999999999999999"
                                                 << "1e-9999999999999999999";
}

void TestCanonical::numbersCountByTheirValue()
{
    QFETCH(QString, token);
    QFETCH(QString, form);

    QCOMPARE(trust::canonicalNumber(token.toStdString()), form.toStdString());
}

void TestCanonical::depthIsBounded()
{
    const auto nested = [](std::string_view inside) {
        constexpr int kDepth = 400;
        std::string text;
        for (int i = 0; i < kDepth; ++i)
            text += "{\"a\":";
        return text.append(inside) + std::string(kDepth, '}');
    };

    // Deep down even the order of keys counts: nothing is lost, only strictness gained.
    QVERIFY(formOfText(nested(R"({"x":1,"y":2})")) != formOfText(nested(R"({"y":2,"x":1})")));
    QCOMPARE(formOfText(nested("1")), formOfText(nested("1")));
}

QTEST_APPLESS_MAIN(TestCanonical)
#include "tst_canonical.moc"
