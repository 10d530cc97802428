// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/detectors/secret_names.h"
#include "core/inspect/detectors/secret_values.h"
#include "core/inspect/inspector.h"
#include "core/jsonrpc/value.h"
#include "tests/unit/inspect/hostile_size.h"

#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::inspect;

class TestSecretText : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void namesSayWhatValuesAre_data();
    void namesSayWhatValuesAre();
    void providersAreFoundInNames();
    void valuesAreToldApart_data();
    void valuesAreToldApart();
    void numbersAreSecretsOnlyAsPasswords();
    void hostileTextsStayLinear_data();
    void hostileTextsStayLinear();
};

void TestSecretText::namesSayWhatValuesAre_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<int>("kind");
    const auto row = [](const char* name, NameKind kind) {
        QTest::newRow(name) << QByteArray(name) << int(kind);
    };
    for (const char* name : {"api_key", "APIKey", "X-Api-Key", "clientSecret", "GITHUB_TOKEN", "apikey",
             "SECRET_KEY_PROD", "aws_secret_access_key", "credentials", "mailgunkey"})
        row(name, NameKind::Strong);
    for (const char* name : {"password", "DB_PASSWORD", "userPwd", "smtp_pass", "rootpassword"})
        row(name, NameKind::Password);
    for (const char* name : {"key", "auth", "stripe.key"})
        row(name, NameKind::Weak);
    for (const char* name : {"client_id", "algoliaAppId"})
        row(name, NameKind::Id);
    for (const char* name : {"", "monkey", "primaryKey", "nextPageToken", "max_tokens", "token_type",
             "password_file", "csrfToken", "publicKey", "user", "progressToken", "secret_name", "compass"})
        row(name, NameKind::None);
}

void TestSecretText::namesSayWhatValuesAre()
{
    QFETCH(QByteArray, name);
    QFETCH(int, kind);

    QCOMPARE(int(secretName(name.toStdString()).kind), kind);
}

void TestSecretText::providersAreFoundInNames()
{
    QVERIFY(secretName("ALGOLIA_APP_ID").hasProvider);
    QVERIFY(secretName("messageBirdKey").hasProvider);
    QVERIFY(!secretName("my_api_key").hasProvider);
    QCOMPARE(std::string(nameBefore("  \"my-key\" : ", 12)), std::string("my-key"));
}

void TestSecretText::valuesAreToldApart_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<int>("kind");
    const auto row = [](const char* value, ValueKind kind) {
        QTest::newRow(value) << QByteArray(value) << int(kind);
    };
    for (const char* value : {"q7Rz2LxV9mKt4WbY8cHn3JpD", "9f86d081884c7d659a2feaa0c55ad015",
             "b1/x9+ZpQ4tM7vKc2LsW8d==", "q7Rz2.9LxV9mKt4WbY8cHn3JpDKey"})
        row(value, ValueKind::Random);
    for (const char* value : {"", "abc", "${API_KEY}", "process.env.KEY", "<your-key>", "changeme",
             "xxxxxxxxxxxxxxxxxxxx", "os.environ[1]", "AKIAIOSFODNN7EXAMPLE", "getToken(user1)",
             "https://h.dev/a", "sk-ant-abc123...", "APP_DB_PASSWORD", "aaaaaaaaaaaaaaaa1",
             "ed25519.Ed25519PrivateKey", "rust_openssl.hpke.MLKEM768X25519PrivateKey"})
        row(value, ValueKind::None);
    row("9fd2b1c4-7e3a-4b58-8d61-0c5fe2a7b394", ValueKind::Uuid);
    row("300443147925779542", ValueKind::Digits);
    row("prompt-token-456", ValueKind::WordAndSign);
    row("winterhill", ValueKind::Word);
    row("the user's password", ValueKind::Word);
    row("k9#mPq2vX", ValueKind::Picked);
    row("abcdef1234567890abcdef1234567890", ValueKind::Patterned);
}

void TestSecretText::valuesAreToldApart()
{
    QFETCH(QByteArray, value);
    QFETCH(int, kind);

    QCOMPARE(int(valueKind(value.toStdString())), kind);
}

void TestSecretText::numbersAreSecretsOnlyAsPasswords()
{
    const auto detectors = DetectorSet::standard();
    auto inspector = Inspector::make(detectors).value();
    const std::string line =
        R"({"jsonrpc":"2.0","id":1,"result":{"structuredContent":{"password":83920175,"max_tokens":83920175,"token":83920175}}})";
    const auto parsed = jsonrpc::parseMessage(line, {});

    auto found = inspector.inspect(*parsed.message, mcp::Channel::Result)->found;
    std::erase_if(found, [](const Found& one) { return one.rule->family != Family::Secret; });

    QCOMPARE(found.size(), std::size_t{1});
    QCOMPARE(std::string(found[0].rule->id), std::string("keyed-password"));
    QCOMPARE(line.substr(found[0].source.begin, found[0].source.size()), std::string("83920175"));
}

void TestSecretText::hostileTextsStayLinear_data()
{
    QTest::addColumn<QByteArray>("unit");
    for (const char* unit :
        {"api_key=", "password: ", "\"token\": \"", "the secret is aaaaaa ", ":AAaaaaaa", ";pwd=x",
            "curl -u a:b", " login a password b", "https://a:b@", "Bearer aaaaaaaa", "eyJaaaaaaaaaaa.",
            "eyJhbGciOiJub25lIn0.", "AAAAAAAAAAAAAAAAAAAAa1b2c3", "--password=x", "key key key value=",
            // Beginnings that touch, each of which looks around itself.
            "ops_eyJaB3dE5", "ghp_aB3dE5", "sk-proj-aB3dE5", "fm2_aB3dE5gH7", "AKIAQ7RZ2LXV5MKT4WBY",
            "12345678:AAaB3dE5", "-us1", "{\"name\":\"api_key\",\"value", "-----BEGIN PRIVATE KEY-----a: b\n",
            "%5Fa", "\\u0041b"})
        QTest::newRow(unit) << QByteArray(unit);
}

/// A megabyte of beginnings: what looks far ahead or back at each would need minutes, and the test's time
/// limit is shorter.
void TestSecretText::hostileTextsStayLinear()
{
    QFETCH(QByteArray, unit);
    const auto detectors = DetectorSet::standard();
    auto inspector = Inspector::make(detectors).value();
    const auto text =
        jsonrpc::encodeString(unit.repeated(test::kHostileBytes / int(unit.size())).toStdString());
    const auto line =
        R"({"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":)" + text + "}]}}";
    const auto parsed = jsonrpc::parseMessage(line, {});
    QVERIFY(parsed.message);

    QVERIFY(inspector.inspect(*parsed.message, mcp::Channel::Result));
}

QTEST_APPLESS_MAIN(TestSecretText)
#include "tst_secret_text.moc"
