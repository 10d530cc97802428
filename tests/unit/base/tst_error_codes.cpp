// SPDX-License-Identifier: Apache-2.0
#include "core/base/result.h"

#include <QtTest>

#include <set>

using namespace gatehouse::base;

class TestErrorCodes : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void numbersAndNamesAreUsedOnce();
    void resultHoldsEitherOrElse();
};

void TestErrorCodes::numbersAndNamesAreUsedOnce()
{
    std::set<int> numbers;
    std::set<std::string> names;
    int count = 0;
    const QRegularExpression kebab(QStringLiteral("^[a-z][a-z0-9]*(-[a-z0-9]+)*$"));
#define GATEHOUSE_ERROR(name, number, text)                                                                  \
    ++count;                                                                                                 \
    numbers.insert(number);                                                                                  \
    names.insert(text);                                                                                      \
    QVERIFY2(kebab.match(QString::fromLatin1(text)).hasMatch(), text);                                       \
    QCOMPARE(errorName(ErrorCode::name), std::string_view(text));
#include "core/base/error_codes.def"
#undef GATEHOUSE_ERROR

    QCOMPARE(static_cast<int>(numbers.size()), count);
    QCOMPARE(static_cast<int>(names.size()), count);
    QCOMPARE(errorName(static_cast<ErrorCode>(1)), std::string_view("unknown"));
}

void TestErrorCodes::resultHoldsEitherOrElse()
{
    const Result<int> good = 5;
    const Result<int> bad = Error{ErrorCode::NotFound, "x"};
    const Result<void> done;

    QVERIFY(good.hasValue());
    QCOMPARE(*good, 5);
    QVERIFY(!bad);
    QCOMPARE(bad.error(), (Error{ErrorCode::NotFound, "x"}));
    QVERIFY(done.hasValue());
}

QTEST_APPLESS_MAIN(TestErrorCodes)
#include "tst_error_codes.moc"
