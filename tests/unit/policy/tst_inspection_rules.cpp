// SPDX-License-Identifier: Apache-2.0
#include "core/policy/inspection_rules.h"
#include "core/policy/settings_file.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

#include <algorithm>

using namespace gatehouse;
using namespace gatehouse::policy;
using model::Confidence;
using model::RedactionStyle;
using model::Treatment;

namespace {

constexpr Handling kStandard{Treatment::Redact, Confidence::Medium, RedactionStyle::Reversible};
const FindingKind kFound{"github", model::TrustLevel::Normal, model::Family::Secret, "github-token",
    "provider-tokens", model::Channel::Result};

Handling handled(const std::string& toml)
{
    const auto settings = parseSettings(toml, "policy.toml");
    if (!settings)
        qFatal("%s", settings.error().detail.c_str());
    return handlingOf(settings->inspection, kFound, kStandard);
}

template <typename Enum>
QStringList namesOf(int count, bool isSorted)
{
    QStringList names;
    for (int i = 0; i < count; ++i) {
        const auto name = model::toText(static_cast<Enum>(i));
        names << QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()));
    }
    if (isSorted)
        names.sort();
    return names;
}

Settings settingsOf(const std::string& toml)
{
    return parseSettings(toml, "policy.toml").value();
}

} // namespace

class TestInspectionRules : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theMostExactTableCounts_data();
    void theMostExactTableCounts();
    void eachSettingIsSettledByItself();
    void orderDoesNotMatter();
    void anOrganisationOnlyTightens();
    void ofTwoHomesTheStricterCounts();
    void classesAreRead();
    void theSchemaKnowsEveryName();
    void whatIsMistypedIsRefused_data();
    void whatIsMistypedIsRefused();
};

void TestInspectionRules::theMostExactTableCounts_data()
{
    QTest::addColumn<QString>("toml");
    QTest::addColumn<int>("expected");
    const auto row = [](const char* name, const char* toml, Treatment expected) {
        QTest::newRow(name) << toml << static_cast<int>(expected);
    };
    row("nothing", "", Treatment::Redact);
    row("family", "[inspect.secret]\naction=\"block\"", Treatment::Block);
    row("another family", "[inspect.personal]\naction=\"block\"", Treatment::Redact);
    row("channel", "[inspect.secret]\naction=\"block\"\n[inspect.secret.result]\naction=\"flag\"",
        Treatment::Flag);
    row("another channel", "[inspect.secret.arguments]\naction=\"block\"", Treatment::Redact);
    row("rule", "[inspect.secret.result]\naction=\"block\"\n[inspect.rules.github-token]\naction=\"off\"",
        Treatment::Off);
    row("detector", "[inspect.rules.provider-tokens]\naction=\"flag\"", Treatment::Flag);
    row("rule before detector",
        "[inspect.rules.provider-tokens]\naction=\"block\"\n[inspect.rules.github-token]\naction=\"flag\"",
        Treatment::Flag);
    row("server",
        "[inspect.rules.github-token]\naction=\"block\"\n[inspect.servers.github.secret]\naction=\"off\"",
        Treatment::Off);
    row("another server", "[inspect.servers.files.secret]\naction=\"off\"", Treatment::Redact);
    row("rule of a server",
        "[inspect.servers.github.secret]\naction=\"off\"\n[inspect.servers.github.rules.github-token.result]"
        "\n"
        "action=\"ask\"",
        Treatment::Ask);
    row("level of trust", "[inspect.trust.normal.secret]\naction=\"block\"", Treatment::Block);
    row("another level of trust",
        "[inspect.trust.low.secret]\naction=\"block\"\n[inspect.trust.high.secret]\naction=\"off\"",
        Treatment::Redact);
    row("level of trust before a rule",
        "[inspect.rules.github-token.result]\naction=\"block\"\n[inspect.trust.normal.secret]\naction="
        "\"off\"",
        Treatment::Off);
    row("server before level of trust",
        "[inspect.servers.github.secret]\naction=\"off\"\n"
        "[inspect.trust.normal.rules.github-token.result]\naction=\"block\"",
        Treatment::Off);
}

void TestInspectionRules::theMostExactTableCounts()
{
    QFETCH(QString, toml);
    QFETCH(int, expected);
    QCOMPARE(static_cast<int>(handled(toml.toStdString()).treatment), expected);
}

void TestInspectionRules::eachSettingIsSettledByItself()
{
    const auto handling =
        handled("[inspect.secret]\nstyle=\"mask\"\nfrom=\"high\"\n[inspect.secret.result]\nfrom=\"low\"");

    QCOMPARE(handling, (Handling{Treatment::Redact, Confidence::Low, RedactionStyle::Mask}));
}

void TestInspectionRules::orderDoesNotMatter()
{
    auto rules = settingsOf(
        "[inspect.rules.github-token]\naction=\"flag\"\n[inspect.rules.provider-tokens]\n"
        "action=\"block\"\n[inspect.secret.result]\naction=\"ask\"\n[inspect.secret]\naction=\"off\"")
                     .inspection.front()
                     .rules;
    const auto before = [](const auto& a, const auto& b) { return a.rule + "1" < b.rule + "1"; };
    std::sort(rules.begin(), rules.end(), before);
    do {
        QCOMPARE(handlingOf({{rules, false}}, kFound, kStandard).treatment, Treatment::Flag);
        std::rotate(rules.begin(), rules.begin() + 1, rules.end());
    } while (rules.front().rule != "");
}

void TestInspectionRules::anOrganisationOnlyTightens()
{
    const auto user = settingsOf("[inspect.secret]\naction=\"flag\"").inspection.front();
    auto organisation = settingsOf("[inspect.secret]\naction=\"block\"").inspection.front();
    organisation.isOrganisation = true;
    QCOMPARE(handlingOf({user, organisation}, kFound, kStandard).treatment, Treatment::Block);
    QCOMPARE(handlingOf({organisation}, kFound, kStandard).treatment, Treatment::Block);

    organisation = settingsOf("[inspect.secret]\naction=\"off\"").inspection.front();
    organisation.isOrganisation = true;
    QCOMPARE(handlingOf({organisation}, kFound, kStandard).treatment, Treatment::Redact);
    QCOMPARE(handlingOf({user, organisation}, kFound, kStandard).treatment, Treatment::Flag);
}

void TestInspectionRules::ofTwoHomesTheStricterCounts()
{
    const auto lax = settingsOf("[inspect.secret]\naction=\"off\"");
    QCOMPARE(handlingOf(stricter(lax, {}).inspection, kFound, kStandard).treatment, Treatment::Redact);
    QCOMPARE(handlingOf(stricter({}, lax).inspection, kFound, kStandard).treatment, Treatment::Redact);
    QCOMPARE(handlingOf(stricter(lax, lax).inspection, kFound, kStandard).treatment, Treatment::Off);
    const auto strict = settingsOf("[inspect.secret]\naction=\"block\"");
    QCOMPARE(handlingOf(stricter(lax, strict).inspection, kFound, kStandard).treatment, Treatment::Block);
}

void TestInspectionRules::classesAreRead()
{
    const auto settings =
        settingsOf("[classes.projects]\nwords=[\"Bluebird\"]\npattern=\"B+-[0-9]\"\nfamily=\"secret\"");

    QCOMPARE(settings.classes,
        (std::vector<DataClass>{{"projects", {"Bluebird"}, "B+-[0-9]", model::Family::Secret}}));
    QCOMPARE(stricter(settings, settings).classes.size(), std::size_t{1});
    QCOMPARE(stricter({}, settings).classes.size(), std::size_t{1});
}

void TestInspectionRules::theSchemaKnowsEveryName()
{
    QFile file(QStringLiteral(GATEHOUSE_SCHEMAS "/policy.schema.json"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const auto schema = QJsonDocument::fromJson(file.readAll()).object()[QStringLiteral("$defs")].toObject();
    const auto properties = [&](const char* name) {
        return schema[QLatin1String(name)].toObject()[QStringLiteral("properties")].toObject();
    };
    const auto choices = [&](const char* key) {
        QStringList names;
        for (const auto& name :
            properties("settings")[QLatin1String(key)].toObject()[QStringLiteral("enum")].toArray())
            names << name.toString();
        return names;
    };

    auto families = properties("findings").keys();
    families.removeAll(QStringLiteral("rules"));
    QCOMPARE(families, namesOf<model::Family>(static_cast<int>(model::Family::Count), true));
    QCOMPARE(properties("byChannel").keys(),
        namesOf<model::Channel>(static_cast<int>(model::Channel::Count), true));
    QCOMPARE(choices("action"), namesOf<model::Treatment>(static_cast<int>(Treatment::Block) + 1, false));
    QCOMPARE(choices("from"), namesOf<model::Confidence>(static_cast<int>(Confidence::High) + 1, false));
    QCOMPARE(
        choices("style"), namesOf<model::RedactionStyle>(static_cast<int>(RedactionStyle::Mask) + 1, false));
}

void TestInspectionRules::whatIsMistypedIsRefused_data()
{
    QTest::addColumn<QString>("toml");
    QTest::addColumn<QString>("said");
    QTest::newRow("family") << "\n[inspect.secrets]\naction=\"flag\""
                            << "policy.toml, line 2: unknown family \"secrets\"";
    QTest::newRow("channel") << "[inspect.secret.results]\naction=\"flag\""
                             << "unknown channel \"results\"";
    QTest::newRow("channel in a channel") << "[inspect.secret.result.log]\naction=\"flag\""
                                          << "unknown channel";
    QTest::newRow("action") << "[inspect.secret]\naction=\"allow\""
                            << "line 2: must be one of off, flag";
    QTest::newRow("number") << "[inspect.secret]\naction=1"
                            << "must be one of";
    QTest::newRow("key") << "[inspect.secret]\nacton=\"flag\""
                         << "unknown key \"acton\"";
    QTest::newRow("no table") << "[inspect]\nsecret=\"flag\""
                              << "must be a table";
    QTest::newRow("servers of a server") << "[inspect.servers.a.servers.b.secret]\naction=\"off\""
                                         << "unknown family";
    QTest::newRow("level of trust") << "[inspect.trust.none.secret]\naction=\"off\""
                                    << "low, normal or high";
    QTest::newRow("servers of a level") << "[inspect.trust.low.servers.a.secret]\naction=\"off\""
                                        << "unknown family";
    QTest::newRow("class that matches nothing")
        << "[classes.a]\npattern=\"x*\""
        << "line 1: the class \"a\": its pattern matches an empty text";
    QTest::newRow("class with a broken pattern") << "[classes.a]\npattern=\"(x\""
                                                 << "its pattern: missing )";
    QTest::newRow("class with a short word") << "[classes.a]\nwords=[\"ab\"]"
                                             << "3 to 128 bytes";
    QTest::newRow("class without anything") << "[classes.a]"
                                            << "neither words nor a pattern";
    QTest::newRow("class of another family") << "[classes.a]\nwords=[\"abc\"]\nfamily=\"injection\""
                                             << "business, secret or personal";
    QTest::newRow("class with a strange name") << "[classes.\"A b\"]\nwords=[\"abc\"]"
                                               << "small letters";
    QTest::newRow("rule without a name") << "[inspect.rules]\naction=\"off\""
                                         << "must name a rule's";
}

void TestInspectionRules::whatIsMistypedIsRefused()
{
    QFETCH(QString, toml);
    QFETCH(QString, said);
    const auto settings = parseSettings(toml.toStdString(), "policy.toml");
    QVERIFY(!settings);
    QVERIFY2(QString::fromStdString(settings.error().detail).contains(said), settings.error().detail.c_str());
}

QTEST_APPLESS_MAIN(TestInspectionRules)
#include "tst_inspection_rules.moc"
