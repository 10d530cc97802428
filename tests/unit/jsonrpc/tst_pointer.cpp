// SPDX-License-Identifier: Apache-2.0
#include "core/jsonrpc/pointer.h"

#include <QtTest>
#include <nlohmann/json.hpp>
#include <random>

using namespace gatehouse;

namespace {

std::string pointerTo(std::string_view text, std::string_view token)
{
    const std::size_t offset = text.find(token);
    return jsonrpc::pointersTo(text, {&offset, 1}).front();
}

/// Where each value of a document starts in its text, in order; made while the text is written.
class WrittenDocument {
public:
    explicit WrittenDocument(unsigned seed)
        : m_random(seed)
    {
        write({}, 0);
    }
    std::string text;
    std::vector<std::size_t> offsets;
    std::vector<std::string> pointers;

private:
    unsigned pick(unsigned count) { return static_cast<unsigned>(m_random() % count); }
    void blank()
    {
        if (pick(4) == 0)
            text += " \n";
    }
    void write(const std::string& pointer, int depth)
    {
        blank();
        offsets.push_back(text.size());
        pointers.push_back(pointer);
        const auto kind = depth > 5 ? pick(3) : pick(5);
        if (kind == 0)
            text += R"("a\",]}:{[ ä")";
        else if (kind == 1)
            text += "-12.5e3";
        else if (kind == 2)
            text += "null";
        else
            container(pointer, depth, kind == 3);
    }
    void container(const std::string& pointer, int depth, bool isObject)
    {
        static const std::vector<std::pair<std::string, std::string>> kKeys{
            {R"("k")", "k"}, {R"("a/b")", "a~1b"}, {R"("~")", "~0"}, {R"("\u0041\"")", "A\""}, {R"("")", ""}};
        text += isObject ? '{' : '[';
        const auto count = pick(4);
        for (unsigned i = 0; i < count; ++i) {
            if (i > 0)
                text += ',';
            auto below = pointer + "/" + std::to_string(i);
            if (isObject) {
                const auto& key = kKeys[i];
                blank();
                offsets.push_back(text.size());
                below = pointer + "/" + key.second;
                pointers.push_back(below);
                text += key.first;
                blank();
                text += ':';
            }
            write(below, depth + 1);
            blank();
        }
        text += isObject ? '}' : ']';
    }

    std::mt19937 m_random;
};

} // namespace

class TestPointer : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void namesValuesAndKeys();
    void escapesWhatPointersReserve();
    void isEmptyWhereNoTokenStarts();
    void cutsWhatIsTooLong();
    void findsEveryTokenOfAnyDocument();
    void bearsAnyBytes();
};

void TestPointer::namesValuesAndKeys()
{
    constexpr std::string_view kText = R"({"params":{"arguments":{"q":"x","list":[1,{"deep":"y"}]}}})";

    QCOMPARE(pointerTo(kText, R"("x")"), std::string("/params/arguments/q"));
    QCOMPARE(pointerTo(kText, R"("y")"), std::string("/params/arguments/list/1/deep"));
    QCOMPARE(pointerTo(kText, R"("deep")"), std::string("/params/arguments/list/1/deep"));
    QCOMPARE(pointerTo(kText, "1,"), std::string("/params/arguments/list/0"));
    QCOMPARE(pointerTo(kText, R"([1)"), std::string("/params/arguments/list"));
    QCOMPARE(pointerTo(kText, "{"), std::string());
}

void TestPointer::escapesWhatPointersReserve()
{
    QCOMPARE(pointerTo(R"({"a/b~c":{"\u0064":"x"}})", R"("x")"), std::string("/a~1b~0c/d"));
}

void TestPointer::isEmptyWhereNoTokenStarts()
{
    QCOMPARE(pointerTo(R"({"a":"x y"})", "y"), std::string());
    const std::size_t beyond = 1000;
    QCOMPARE(jsonrpc::pointersTo("{}", {&beyond, 1}).front(), std::string());
}

void TestPointer::cutsWhatIsTooLong()
{
    std::string text;
    for (int i = 0; i < 3000; ++i)
        text += R"({"key":)";
    text += R"("x")";

    const auto pointer = pointerTo(text, R"("x")");

    QVERIFY(pointer.size() <= jsonrpc::kMaxPointerBytes);
    QVERIFY(pointer.starts_with("/key/key/"));
}

void TestPointer::findsEveryTokenOfAnyDocument()
{
    for (unsigned seed = 1; seed <= 300; ++seed) {
        const WrittenDocument document(seed);
        QCOMPARE(jsonrpc::pointersTo(document.text, document.offsets), document.pointers);
        const auto parsed = nlohmann::json::parse(document.text);
        for (const auto& pointer : document.pointers)
            QVERIFY(parsed.contains(nlohmann::json::json_pointer(pointer)));
    }
}

void TestPointer::bearsAnyBytes()
{
    std::mt19937 random(1);
    for (int round = 0; round < 2000; ++round) {
        std::string text;
        std::vector<std::size_t> offsets;
        for (int i = 0; i < 40; ++i) {
            offsets.push_back(text.size());
            text += "{}[]\",:\\ a1"[random() % 11];
        }
        QCOMPARE(jsonrpc::pointersTo(text, offsets).size(), offsets.size());
    }
}

QTEST_APPLESS_MAIN(TestPointer)
#include "tst_pointer.moc"
