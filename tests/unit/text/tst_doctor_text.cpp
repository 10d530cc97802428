// SPDX-License-Identifier: Apache-2.0
#include "ui/text/doctor_text.h"

#include <QtTest>

using namespace gatehouse;

class TestDoctorText : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyCodeHasWordsAndAllItsPlacesAreFilled();
    void theFixIsExact();
    void whatComesFromOutsideIsSafeAndNeverAPlace();
};

namespace {

std::map<std::string, std::string> values()
{
    return {{"server", "files"}, {"ref", "0123456789abcdef"}, {"client", "Cursor"},
        {"file", "/h/.cursor/mcp.json"}, {"line", "3"}, {"command", "npx"}, {"path", "/usr/bin"},
        {"source", "session"}, {"keeper", "nvm"}, {"found", "/h/npx"}};
}

} // namespace

void TestDoctorText::everyCodeHasWordsAndAllItsPlacesAreFilled()
{
    for (const auto code : service::allDiagnosisCodes()) {
        const auto name = std::string(service::diagnosisName(code));
        const auto words = text::doctorText({code, service::Severity::Fault, values(), {}});

        QVERIFY2(!words.finding.isEmpty(), name.c_str());
        QVERIFY2(!words.fix.isEmpty() || code == service::DiagnosisCode::TrialAnswered, name.c_str());
        QVERIFY2(
            !words.finding.contains(QLatin1Char('{')) && !words.fix.contains(QLatin1Char('{')), name.c_str());
    }
}

void TestDoctorText::theFixIsExact()
{
    auto with = values();
    with["newPath"] = "/h:/usr/bin";

    const auto words =
        text::doctorText({service::DiagnosisCode::CommandNotOnPath, service::Severity::Fault, with, {}});

    QCOMPARE(words.finding,
        QStringLiteral("“npx” is on this machine (/h/npx, from nvm), but not in Cursor's PATH (/usr/bin, as "
                       "the desktop session "
                       "gives it)."));
    QCOMPARE(words.fix,
        QStringLiteral("In /h/.cursor/mcp.json, line 3, set \"command\": \"/h/npx\" and, in its \"env\", "
                       "\"PATH\": \"/h:/usr/bin\"."));
}

void TestDoctorText::whatComesFromOutsideIsSafeAndNeverAPlace()
{
    auto with = values();
    with["command"] = "{found}\x1b[2J\n\xe2\x80\xae";

    const auto words =
        text::doctorText({service::DiagnosisCode::CommandNotFound, service::Severity::Fault, with, {}});

    QVERIFY(words.finding.contains(QStringLiteral("{found}")));
    QVERIFY(!words.finding.contains(QLatin1Char('\x1b')) && !words.finding.contains(QLatin1Char('\n')));
    QVERIFY(!words.finding.contains(QChar(0x202e)));
}

QTEST_APPLESS_MAIN(TestDoctorText)
#include "tst_doctor_text.moc"
