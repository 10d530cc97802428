// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/inspection_defaults.h"

#include <QFile>
#include <QtTest>

using namespace gatehouse;
using model::Channel;
using model::Direction;
using model::Family;
using model::Treatment;

class TestInspectionDefaults : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theDocumentSaysTheSame();
    void eachPlaceHasItsOwn();
};

namespace {

QString named(std::string_view name)
{
    return QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()));
}

/// "secret | redact | redact | redact | ask | medium"
QString rowOf(Family family)
{
    const auto treatment = [family](Channel channel, Direction direction) {
        return named(model::toText(pipeline::defaultHandling(family, channel, direction).treatment));
    };
    return QStringList{named(model::toText(family)), treatment(Channel::ToolDefinition, Direction::ToClient),
        treatment(Channel::Result, Direction::ToClient), treatment(Channel::Sampling, Direction::ToClient),
        treatment(Channel::Arguments, Direction::ToServer),
        named(model::toText(pipeline::defaultHandling(family, Channel::Result, Direction::ToClient).from))}
        .join(QStringLiteral(" | "));
}

} // namespace

void TestInspectionDefaults::theDocumentSaysTheSame()
{
    QFile file(QStringLiteral(GATEHOUSE_DOCS "/policy.md"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    static const QRegularExpression explanation(QStringLiteral(" \\([^|]*\\) \\|"));
    auto text = QString::fromUtf8(file.readAll()).remove(QLatin1Char('`'));
    text.replace(explanation, QStringLiteral(" |"));

    for (int i = 0; i < static_cast<int>(Family::Count); ++i) {
        const auto row = rowOf(static_cast<Family>(i));
        QVERIFY2(text.contains(row), qPrintable(row));
    }
}

void TestInspectionDefaults::eachPlaceHasItsOwn()
{
    const auto treatment = [](Family family, Channel channel, Direction direction = Direction::ToClient) {
        return pipeline::defaultHandling(family, channel, direction).treatment;
    };
    QCOMPARE(treatment(Family::Poisoning, Channel::Instructions), Treatment::Hide);
    QCOMPARE(treatment(Family::Poisoning, Channel::ServerInfo), Treatment::Hide);
    QCOMPARE(treatment(Family::Injection, Channel::Error), Treatment::Block);
    QCOMPARE(treatment(Family::Elicitation, Channel::Elicitation), Treatment::Block);
    QCOMPARE(treatment(Family::Secret, Channel::ClientAnswer, Direction::ToServer), Treatment::Ask);
}

QTEST_APPLESS_MAIN(TestInspectionDefaults)
#include "tst_inspection_defaults.moc"
