// SPDX-License-Identifier: Apache-2.0
#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/base/signing_key.h"

#include <QTemporaryDir>
#include <QtTest>

#include <sys/stat.h>
#include <thread>
#include <unistd.h>
#include <vector>

using namespace gatehouse;
using base::SigningKey;

class TestSigningKey : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void itIsMadeOnceAndForItsUserAlone();
    void ofManyProgramsAtOnceAllGetTheSame();
    void whatIsSignedIsWhatVerifies();
    void aKnownSignatureVerifies();
    void aKeyOfSmallOrderSignsNothing();
    void whatIsNoKeyIsRefused_data();
    void whatIsNoKeyIsRefused();
    void aFileOfOthersIsRefused();

private:
    std::string path(const char* name) const
    {
        return m_folder.filePath(QString::fromLatin1(name)).toStdString();
    }
    QTemporaryDir m_folder;
};

void TestSigningKey::itIsMadeOnceAndForItsUserAlone()
{
    const auto first = SigningKey::open(path("once")).value().publicKey();
    struct stat status {};
    QCOMPARE(::stat(path("once").c_str(), &status), 0);
    QCOMPARE(status.st_mode & 0777U, 0600U);
    QVERIFY(SigningKey::open(path("once")).value().publicKey() == first);
    QVERIFY(SigningKey::open(path("another")).value().publicKey() != first);
    QCOMPARE(base::publicKeyFromHex(base::toHex(first)).value(), first);
    QCOMPARE(base::fingerprintOf(first).size(), std::size_t{39}); // 8 groups of 4
}

void TestSigningKey::ofManyProgramsAtOnceAllGetTheSame()
{
    std::vector<base::PublicKey> keys(8);
    std::vector<std::thread> threads;
    for (auto& key : keys)
        threads.emplace_back([&] { key = SigningKey::open(path("race")).value().publicKey(); });
    for (auto& thread : threads)
        thread.join();
    for (const auto& key : keys)
        QVERIFY(key == keys.front());
    QCOMPARE(QDir(m_folder.path()).entryList({QStringLiteral("race.*")}, QDir::Files).size(), 0);
}

void TestSigningKey::whatIsSignedIsWhatVerifies()
{
    const auto key = SigningKey::open(path("sign")).value();
    const auto other = SigningKey::open(path("other")).value();
    const std::string message("text\0with NUL", 13);
    const auto signature = key.sign(message);

    QVERIFY(base::isSignedInHex(key.publicKey(), message, signature));
    QVERIFY(!base::isSignedInHex(other.publicKey(), message, signature));
    QVERIFY(!base::isSignedInHex(key.publicKey(), message + "x", signature));
    QVERIFY(!base::isSignedInHex(key.publicKey(), "", signature));
    for (std::size_t i = 0; i < signature.size(); ++i) {
        auto changed = signature;
        changed[i] = changed[i] == '0' ? '1' : '0';
        QVERIFY(!base::isSignedInHex(key.publicKey(), message, changed));
    }
    for (const auto& no : {std::string(), signature + "00", signature.substr(1), "x" + signature.substr(1)})
        QVERIFY(!base::isSignedInHex(key.publicKey(), message, no));
}

void TestSigningKey::aKnownSignatureVerifies()
{
    // RFC 8032, 7.1, test 2.
    const auto key =
        base::publicKeyFromHex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c").value();
    QVERIFY(base::isSignedInHex(key, "\x72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"));
}

void TestSigningKey::aKeyOfSmallOrderSignsNothing()
{
    // With these a signature of zeros would be one of many messages.
    for (const auto* hex : {"0000000000000000000000000000000000000000000000000000000000000000",
             "0100000000000000000000000000000000000000000000000000000000000000"}) {
        const auto key = base::publicKeyFromHex(hex).value();
        QVERIFY(!base::isSignedInHex(key, "anything", std::string(128, '0')));
        QVERIFY(!base::isSignedInHex(key, "anything", "01" + std::string(126, '0')));
    }
}

void TestSigningKey::whatIsNoKeyIsRefused_data()
{
    QTest::addColumn<QByteArray>("bytes");
    const QByteArray digits(64, 'a');
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("too short") << digits.left(63) + "\n";
    QTest::newRow("too long") << digits + "aa\n";
    QTest::newRow("no end") << digits;
    QTest::newRow("no digits") << QByteArray(64, 'x') + "\n";
    QTest::newRow("NUL") << QByteArray(64, '\0') + "\n";
}

void TestSigningKey::whatIsNoKeyIsRefused()
{
    QFETCH(QByteArray, bytes);
    QVERIFY(base::replaceFile(path("damaged"), bytes.toStdString(), 0600));

    const auto key = SigningKey::open(path("damaged"));

    QVERIFY(!key);
    QCOMPARE(key.error().code, base::ErrorCode::FileDoesNotParse);
    // It is not made anew: whoever signed with it has to find out.
    QCOMPARE(base::readFile(path("damaged"), 1000).value(), bytes.toStdString());
}

void TestSigningKey::aFileOfOthersIsRefused()
{
    QVERIFY(SigningKey::open(path("readable")));
    QCOMPARE(::chmod(path("readable").c_str(), 0640), 0);
    QCOMPARE(SigningKey::open(path("readable")).error().code, base::ErrorCode::UnsafeOwner);
    QVERIFY(SigningKey::open(path("target")));
    QCOMPARE(::symlink(path("target").c_str(), path("link").c_str()), 0);
    QVERIFY(!SigningKey::open(path("link")));
}

QTEST_GUILESS_MAIN(TestSigningKey)
#include "tst_signing_key.moc"
