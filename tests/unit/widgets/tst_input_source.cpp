// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/input_source.h"

#include <QAccessible>
#include <QPushButton>
#include <QtTest>

#include <optional>

using gatehouse::model::AnsweredBy;
using gatehouse::widgets::InputSource;

class TestInputSource : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void aClickIsThePointers();
    void aKeyIsTheKeyboards();
    void anAssistiveProgramsPressIsItsOwn();
    void anOldClickDoesNotCount();

private:
    InputSource m_source;
    QPushButton m_button;
    std::optional<AnsweredBy> m_seen;
};

void TestInputSource::init()
{
    m_button.disconnect();
    connect(&m_button, &QPushButton::clicked, this, [this] { m_seen = m_source.answeredBy(); });
    m_button.show();
    QVERIFY(QTest::qWaitForWindowExposed(&m_button));
    m_button.setFocus();
    QCoreApplication::processEvents();
    m_seen.reset();
}

void TestInputSource::aClickIsThePointers()
{
    QTest::mouseClick(&m_button, Qt::LeftButton);

    QVERIFY(m_seen == AnsweredBy::Pointer);
}

void TestInputSource::aKeyIsTheKeyboards()
{
    QTest::keyClick(&m_button, Qt::Key_Space);

    QVERIFY(m_seen == AnsweredBy::Keyboard);
}

void TestInputSource::anAssistiveProgramsPressIsItsOwn()
{
    auto* const accessible = QAccessible::queryAccessibleInterface(&m_button);
    QVERIFY(accessible && accessible->actionInterface());

    accessible->actionInterface()->doAction(QAccessibleActionInterface::pressAction());

    QTRY_VERIFY(m_seen.has_value());
    QVERIFY(m_seen == AnsweredBy::Accessibility);
}

void TestInputSource::anOldClickDoesNotCount()
{
    QTest::mousePress(&m_button, Qt::LeftButton);
    QTest::mouseRelease(&m_button, Qt::LeftButton);
    QCoreApplication::processEvents();

    m_button.click();

    QVERIFY(m_seen == AnsweredBy::Accessibility);
}

QTEST_MAIN(TestInputSource)
#include "tst_input_source.moc"
