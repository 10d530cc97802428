// SPDX-License-Identifier: Apache-2.0
// Our parser against nlohmann and simdjson on generated and damaged documents: it accepts what they accept,
// but for what is listed in mayDiffer, and reads the same strings, numbers and members out of them. The seed
// is fixed.
#include "core/jsonrpc/message.h"

#include <QtTest>
#include <nlohmann/json.hpp>
#include <simdjson.h>

#include <algorithm>
#include <random>

using namespace gatehouse::jsonrpc;

namespace {

using Json = nlohmann::json;

/// Makes documents that have something of everything.
class Generator {
public:
    explicit Generator(unsigned seed)
        : m_random(seed)
    {
    }

    std::string document() { return blanks() + value(5) + blanks(); }

    /// One to three small wounds.
    std::string damaged(std::string text)
    {
        static constexpr std::string_view kPieces[] = {"\"", "\\", "{", "}", "[", "]", ",", ":", "0", "-",
            ".", "e", "E5", "\t", "\x01", "\x7f", "\xC3", "\xA9", "\xC0\x80", "\xED\xA0\x80",
            "\xF4\x90\x80\x80", "\xE2\x82\xAC", "\xEF\xBB\xBF", "\\u", "\\u00e9", "\\x", "null", "tru",
            "1e400", "00", " ", "//", "\r", "1e-400", "9999999999999999999999"};
        for (auto wounds = 1 + below(3); wounds > 0 && !text.empty(); --wounds) {
            const auto at = below(text.size());
            switch (below(4)) {
            case 0:
                text.erase(at, 1 + below(3));
                break;
            case 1:
                text.insert(at, kPieces[below(std::size(kPieces))]);
                break;
            case 2:
                text[at] = static_cast<char>(below(256));
                break;
            default:
                text.resize(at);
                break;
            }
        }
        return text;
    }

private:
    std::size_t below(std::size_t limit) { return m_random() % limit; }

    std::string blanks()
    {
        return std::string(std::string_view("  \t\r ").substr(0, below(8) == 0 ? below(5) : 0));
    }

    std::string string()
    {
        static constexpr std::string_view kPieces[] = {"a", "key", "é", "日本", "\xF0\x9F\x98\x80", "\\n",
            "\\\"", "\\\\", "\\/", "\\u0041", "\\u00e9", "\\ud83d\\ude00", " ", "\x7f", "}", "]", ",", ":",
            "the quick brown fox jumps over", "\\u0000", "ſ"};
        std::string text = "\"";
        for (auto count = below(6); count > 0; --count)
            text += kPieces[below(std::size(kPieces))];
        return text + "\"";
    }

    std::string number()
    {
        static constexpr std::string_view kNumbers[] = {"0", "-0", "1", "-17", "1.5", "0.000", "1e5", "1E-7",
            "123456789012", "-1.25e+10", "1.7976931348623157e308", "5e-324", "9007199254740993", "0.1",
            "1e-400"};
        return std::string(kNumbers[below(std::size(kNumbers))]);
    }

    std::string value(int depth)
    {
        switch (below(depth > 0 ? 8 : 5)) {
        case 0:
            return string();
        case 1:
            return number();
        case 2:
            return "true";
        case 3:
            return "false";
        case 4:
            return "null";
        case 5:
            return container('[', ']', depth);
        default:
            return container('{', '}', depth);
        }
    }

    std::string container(char opening, char closing, int depth)
    {
        std::string text(1, opening);
        text += blanks();
        for (auto count = below(5); count > 0; --count) {
            if (opening == '{')
                text += string() + blanks() + ":" + blanks();
            text += value(depth - 1) + blanks() + (count > 1 ? "," + blanks() : "");
        }
        return text + closing;
    }

    std::mt19937 m_random;
};

bool isAcceptedHere(const std::string& text)
{
    return parseValue(text, {}).hasValue();
}

bool isAcceptedBySimdjson(simdjson::dom::parser& parser, const std::string& text)
{
    return parser.parse(simdjson::padded_string(text)).error() == simdjson::SUCCESS;
}

/// Lone surrogates, which clients accept and both libraries refuse. Whether an escape is alone is not worth
/// finding out here.
bool hasSurrogate(const std::string& text)
{
    for (auto at = text.find("\\u"); at != text.npos; at = text.find("\\u", at + 1)) {
        if (at + 3 < text.size() && (text[at + 2] | 0x20) == 'd' &&
            std::string_view("89abcdefABCDEF").find(text[at + 3]) != std::string_view::npos)
            return true;
    }
    return false;
}

/// Integers beyond 64 bits, which clients accept and simdjson refuses.
bool hasLongInteger(const std::string& text)
{
    std::size_t digits = 0;
    for (const char c : text) {
        digits = c >= '0' && c <= '9' ? digits + 1 : 0;
        if (digits >= 19)
            return true;
    }
    return false;
}

bool hasByteOrderMark(const std::string& text)
{
    return text.starts_with("\xEF\xBB\xBF");
}

QByteArray shown(const std::string& text)
{
    return QByteArray::fromStdString(text).toPercentEncoding(" {}[]\":,\\");
}

void compare(const Value& ours, const Json& theirs)
{
    switch (ours.type()) {
    case Value::Type::String:
        QCOMPARE(*ours.string(), theirs.get<std::string>());
        break;
    case Value::Type::Number:
        QCOMPARE(*ours.number(), theirs.get<double>());
        break;
    case Value::Type::True:
        QVERIFY(theirs == true);
        break;
    case Value::Type::False:
        QVERIFY(theirs == false);
        break;
    case Value::Type::Null:
        QVERIFY(theirs.is_null());
        break;
    case Value::Type::Array: {
        QCOMPARE(ours.countChildren(), theirs.size());
        std::size_t i = 0;
        for (auto it = ours.children(); it.next(); ++i)
            compare(it.value(), theirs[i]);
        break;
    }
    case Value::Type::Object:
        QVERIFY(ours.countChildren() >= theirs.size()); // theirs keeps the last of equal keys
        for (const auto& [key, value] : theirs.items()) {
            const auto found = ours.find(key);
            QVERIFY(found.has_value());
            compare(*found, value);
        }
        break;
    }
}

} // namespace

class TestDifferential : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatIsAccepted();
    void whatIsRead();
    void whatIsAcceptedAsAMessage();
};

void TestDifferential::whatIsAccepted()
{
    Generator generator(20261122);
    simdjson::dom::parser parser;
    int accepted = 0;
    int refused = 0;
    for (int i = 0; i < 40'000; ++i) {
        const auto text = i % 4 == 0 ? generator.document() : generator.damaged(generator.document());
        const bool isOurs = isAcceptedHere(text);
        ++(isOurs ? accepted : refused);

        // nlohmann takes a NUL for the end of the text.
        if (!hasByteOrderMark(text) && !hasSurrogate(text) && text.find('\0') == text.npos)
            QVERIFY2(isOurs == Json::accept(text), shown(text));
        // Debian's simdjson misses nothing that we refuse, but a byte order mark.
        if (!hasByteOrderMark(text) && isAcceptedBySimdjson(parser, text))
            QVERIFY2(isOurs, shown(text));
        if (isOurs && !hasSurrogate(text) && !hasLongInteger(text))
            QVERIFY2(isAcceptedBySimdjson(parser, text), shown(text));
    }
    QVERIFY2(accepted > 10'000 && refused > 10'000, "the corpus tells nothing");
}

void TestDifferential::whatIsRead()
{
    Generator generator(42);
    for (int i = 0; i < 5'000; ++i) {
        const auto text = generator.document();
        const auto ours = parseValue(text, {});
        QVERIFY2(ours.hasValue(), shown(text));
        compare(*ours, Json::parse(text));
        QVERIFY2(!QTest::currentTestFailed(), shown(text));
    }
}

/// As a message, free data is as free as a document of its own.
void TestDifferential::whatIsAcceptedAsAMessage()
{
    Generator generator(7);
    for (int i = 0; i < 10'000; ++i) {
        const auto text = generator.damaged(generator.document());
        const auto line =
            R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"x","arguments":)" + text +
            "}}";
        const bool isJson = !hasByteOrderMark(text) && isAcceptedHere(text);
        // Damage may close the arguments early and open something new: then the line may be a message though
        // the text is none.
        if (isJson)
            QVERIFY2(parseMessage(line, {}).message.has_value(), shown(text));
        if (parseMessage(line, {}).message && !hasSurrogate(line))
            QVERIFY2(Json::accept(line), shown(text));
    }
}

QTEST_APPLESS_MAIN(TestDifferential)
#include "tst_differential.moc"
