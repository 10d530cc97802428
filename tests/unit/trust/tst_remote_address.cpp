// SPDX-License-Identifier: Apache-2.0
#include "core/trust/remote_address.h"

#include <QtTest>

using namespace gatehouse;

/// Which addresses are one.
class TestRemoteAddress : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void addressesHaveOneSpelling_data();
    void addressesHaveOneSpelling();
    void aKeyGivesNothingAway();
};

void TestRemoteAddress::addressesHaveOneSpelling_data()
{
    QTest::addColumn<QByteArray>("address");
    QTest::addColumn<QByteArray>("spelling");
    const auto row = [](const char* address, const char* spelling) {
        QTest::newRow(address) << QByteArray(address) << QByteArray(spelling);
    };
    row("https://mcp.example.com/mcp", "https://mcp.example.com/mcp");
    row("HTTPS://MCP.Example.com:443/mcp/", "https://mcp.example.com/mcp");
    row("http://mcp.example.com:80", "http://mcp.example.com");
    row("http://mcp.example.com:443/", "http://mcp.example.com:443");
    row("wss://mcp.example.com:443/ws", "wss://mcp.example.com/ws");
    row("https://mcp.example.com./mcp", "https://mcp.example.com/mcp");
    row("https://user:pass@mcp.example.com/mcp#there", "https://mcp.example.com/mcp");
    row("https://a@b@mcp.example.com/", "https://mcp.example.com");
    row("https://mcp.example.com/a/../%6Dcp/./x//y", "https://mcp.example.com/mcp/x/y");
    row("https://mcp.example.com/%2f%2F%7e", "https://mcp.example.com/%2F%2F~");
    row("https://mcp.example.com/../../mcp", "https://mcp.example.com/mcp");
    row("https://mcp.example.com/Mcp?Key=%41&b", "https://mcp.example.com/Mcp?Key=A&b");
    row("https://mcp.example.com/mcp?", "https://mcp.example.com/mcp");
    row("https://mcp.example.com?x=/../y", "https://mcp.example.com?x=/../y");
    row("https://[::1]:8080/mcp", "https://[::1]:8080/mcp");
    row("https://[::1]/mcp", "https://[::1]/mcp");
    row("http://localhost:3000/sse%", "http://localhost:3000/sse%");
    row("http://localhost:3000/sse%4", "http://localhost:3000/sse%4");
    row("http://localhost:3000/sse%zz", "http://localhost:3000/sse%zz");
    row("${env:MCP_URL}", "${env:MCP_URL}");
    row("://x", "://x");
    row("", "");
}

void TestRemoteAddress::addressesHaveOneSpelling()
{
    QFETCH(const QByteArray, address);
    QFETCH(const QByteArray, spelling);
    const auto once = trust::normalisedAddress(address.toStdString());
    QCOMPARE(QByteArray(once.data(), static_cast<qsizetype>(once.size())), spelling);
    QCOMPARE(trust::normalisedAddress(once), once);
}

void TestRemoteAddress::aKeyGivesNothingAway()
{
    const auto key = trust::addressKey("https://mcp.example.com/mcp?token=s3cret");
    QVERIFY(key.find("s3cret") == std::string::npos);
    QCOMPARE(key, trust::addressKey("https://MCP.example.com:443/mcp/?token=s3cret"));
    QVERIFY(key != trust::addressKey("https://mcp.example.com/mcp?token=other"));
    QVERIFY(trust::addressKey("").empty());
}

QTEST_APPLESS_MAIN(TestRemoteAddress)
#include "tst_remote_address.moc"
