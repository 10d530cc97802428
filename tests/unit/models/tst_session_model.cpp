// SPDX-License-Identifier: Apache-2.0
#include "ui/models/session_model.h"

#include <QAbstractItemModelTester>
#include <QTest>

#include <algorithm>

using namespace gatehouse;
using models::SessionModel;

namespace {

model::SessionRow sessionOf(std::int64_t id, base::UnixMilliseconds startedAt)
{
    model::SessionRow row;
    row.id = id;
    row.server = "files" + std::to_string(id);
    row.startedAt = startedAt;
    return row;
}

SessionModel::Fetch from(const QVector<model::SessionRow>& all)
{
    return [&all](int offset, int limit, QObject* context,
               service::Completion<QVector<model::SessionRow>> done) {
        QMetaObject::invokeMethod(
            context, [rows = all.mid(offset, limit), done] { done(rows); }, Qt::QueuedConnection);
    };
}

qint64 idAt(const SessionModel& model, int row)
{
    return model.index(row, 0).data(SessionModel::SessionIdRole).toLongLong();
}

} // namespace

class TestSessionModel : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void firstRowStandsForAll();
    void pagesFollowAndNothingComesTwice();
    void newSessionComesOnTopAndAKnownOneUpdates();
};

void TestSessionModel::firstRowStandsForAll()
{
    const SessionModel model;

    QCOMPARE(model.rowCount(), 1);
    QCOMPARE(idAt(model, 0), -1);
}

void TestSessionModel::pagesFollowAndNothingComesTwice()
{
    QVector<model::SessionRow> all;
    for (int i = 0; i < 300; ++i)
        all << sessionOf(300 - i, 3000 - i);
    SessionModel model;
    model.setFetch(from(all));
    QTRY_COMPARE(model.rowCount(), 201);
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);

    all.prepend(sessionOf(301, 4000)); // shifts every offset by one
    model.upsert(all.front());
    model.fetchMore({});

    QTRY_COMPARE(model.rowCount(), 302);
    QCOMPARE(idAt(model, 1), 301);
    QCOMPARE(idAt(model, 301), 1);
}

void TestSessionModel::newSessionComesOnTopAndAKnownOneUpdates()
{
    QVector<model::SessionRow> all{sessionOf(1, 100)};
    SessionModel model;
    model.setFetch(from(all));
    QTRY_COMPARE(model.rowCount(), 2);

    model.upsert(sessionOf(2, 200));
    auto changed = sessionOf(1, 100);
    changed.events = 9;
    changed.blocked = 2;
    model.upsert(changed);

    QCOMPARE(idAt(model, 1), 2);
    QCOMPARE(model.index(2, SessionModel::Events).data().toString(), QStringLiteral("9, 2 blocked"));
}

QTEST_GUILESS_MAIN(TestSessionModel)
#include "tst_session_model.moc"
