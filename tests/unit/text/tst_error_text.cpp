// SPDX-License-Identifier: Apache-2.0
#include "ui/text/error_text.h"

#include <QSet>
#include <QTest>

using namespace gatehouse;

class TestErrorText : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyCodeHasItsOwnSentence();
    void detailIsMadeSafe();
};

void TestErrorText::everyCodeHasItsOwnSentence()
{
    QSet<QString> seen;
    const auto check = [&seen](base::ErrorCode code) {
        const auto sentence = text::errorSentence(code);
        const auto name = QByteArray::fromStdString(std::string(base::errorName(code)));
        QVERIFY2(!sentence.contains(QString::fromUtf8("(" + name + ")")), name + " has no sentence");
        QVERIFY2(sentence.endsWith(QLatin1Char('.')) || sentence.endsWith(QLatin1Char('?')), name);
        QVERIFY2(!seen.contains(sentence), name + " shares its sentence");
        seen.insert(sentence);
    };
#define GATEHOUSE_ERROR(name, number, stableName) check(base::ErrorCode::name);
#include "core/base/error_codes.def"
#undef GATEHOUSE_ERROR
    QVERIFY(seen.size() > 40);
}

void TestErrorText::detailIsMadeSafe()
{
    const auto shown = text::errorText({base::ErrorCode::NotFound, "no file \x1b[2Jx"});

    QCOMPARE(shown, text::errorSentence(base::ErrorCode::NotFound) + QStringLiteral(" (no file ␛[2Jx)"));
}

QTEST_GUILESS_MAIN(TestErrorText)
#include "tst_error_text.moc"
