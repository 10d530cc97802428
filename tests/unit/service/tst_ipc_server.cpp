// SPDX-License-Identifier: Apache-2.0
#include "core/service/ipc_server.h"

#include "core/service/desktop_link.h"
#include "core/service/local_socket.h"
#include "tests/unit/service/service_home.h"

#include <QFileInfo>
#include <QSignalSpy>

#include <cerrno>
#include <future>
#include <sys/socket.h>
#include <sys/stat.h>

using namespace gatehouse;
using namespace gatehouse::service;

class TestIpcServer : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aGreetedPeerIsHeardAndAnswered();
    void theSocketAndItsFolderAreTheUsersAlone();
    void aPathOf300BytesWorks();
    void aSocketThatADeadProgramLeftIsReplacedAndALiveOneIsNot();
    void garbageEndsTheConnection();
    void aRequestBeforeTheHelloEndsTheConnection();
    void aPeerThatSaysNothingIsCutOff();
    void aPeerThatDoesNotReadIsCutOff();
    void aFloodOfMessagesIsCutOff();
    void moreConnectionsThanAllowedAreRefused();
    void aFolderThatOthersMayWriteToIsNotTrusted();

private:
    static base::Descriptor dial(const ServiceHome& home)
    {
        return connectTo(home.places.socket, 5000).value();
    }
    static void say(const base::Descriptor& socket, const ipc::Message& message)
    {
        QVERIFY(base::writeAll(socket.get(), ipc::encodeFrame(message)));
    }
    /// Whether the other side has closed: waits for it.
    static bool isClosed(const base::Descriptor& socket)
    {
        return QTest::qWaitFor([&] {
            char byte = 0;
            const auto got = ::recv(socket.get(), &byte, 1, MSG_DONTWAIT);
            return got == 0 || (got < 0 && errno != EAGAIN);
        });
    }
    static std::unique_ptr<IpcServer> serve(const ServiceHome& home, IpcLimits limits = {})
    {
        auto server = IpcServer::listen(home.places.socket, limits);
        if (!server)
            qFatal("%s", server.error().detail.c_str());
        return std::move(*server);
    }
};

void TestIpcServer::aGreetedPeerIsHeardAndAnswered()
{
    const ServiceHome home;
    const auto server = serve(home);
    connect(server.get(), &IpcServer::received, this, [&](quint64 peer, const ipc::Message& message) {
        QCOMPARE(server->processOf(peer), ::getpid());
        if (std::holds_alternative<ipc::Hello>(message))
            server->send(peer, ipc::Welcome{});
        else
            server->send(peer, ipc::Done{true, {}, std::get<ipc::ShowWindow>(message).page});
    });

    auto answer = std::async(std::launch::async, [&] {
        auto link = DesktopLink::open(home.places.socket, "cli");
        return link ? link->request(ipc::ShowWindow{"review"}) : base::Result<std::string>(link.error());
    });

    QVERIFY(QTest::qWaitFor(
        [&] { return answer.wait_for(std::chrono::seconds(0)) == std::future_status::ready; }));
    QCOMPARE(answer.get().value(), std::string("review"));
    QTRY_COMPARE(server->connections(), 0);
}

void TestIpcServer::theSocketAndItsFolderAreTheUsersAlone()
{
    const ServiceHome home;
    const auto server = serve(home);

    const auto modeOf = [](const std::string& path) {
        struct stat status {};
        return ::stat(path.c_str(), &status) == 0 ? status.st_mode & 0777U : 0777U;
    };

    QCOMPARE(modeOf(home.places.socket) & 0077U, 0U);
    QCOMPARE(modeOf(home.places.stateFolder), 0700U);
}

void TestIpcServer::aPathOf300BytesWorks()
{
    const ServiceHome home;
    const auto path =
        home.places.home + "/" + std::string(150, 'a') + "/" + std::string(150, 'b') + "/ctl.sock";
    auto server = IpcServer::listen(path);
    QVERIFY(server);
    QSignalSpy received(server->get(), &IpcServer::received);

    const auto socket = connectTo(path, 1000);
    QVERIFY(socket);
    say(*socket, ipc::Hello{});

    QVERIFY(received.wait());
}

void TestIpcServer::aSocketThatADeadProgramLeftIsReplacedAndALiveOneIsNot()
{
    const ServiceHome home;
    {
        const auto left = listenAt(home.places.socket);
        QVERIFY(left);
    }
    QVERIFY(QFileInfo::exists(QString::fromStdString(home.places.socket)));

    const auto server = serve(home);
    const auto second = IpcServer::listen(home.places.socket);

    QVERIFY(!second && second.error().code == base::ErrorCode::Locked);
    QVERIFY(connectTo(home.places.socket, 1000));
}

void TestIpcServer::garbageEndsTheConnection()
{
    const ServiceHome home;
    const auto server = serve(home);
    QSignalSpy refused(server.get(), &IpcServer::refused);
    for (const auto& bytes : {std::string("GET / HTTP/1.1\r\n\r\n"), std::string("\xff\xff\xff\xff", 4),
             std::string("\x02\0\0\0{}", 6), std::string("\x05\0\0\0\xff\xfe{}x", 9)}) {
        const auto socket = dial(home);
        QVERIFY(base::writeAll(socket.get(), bytes));
        QVERIFY(isClosed(socket));
    }
    QCOMPARE(refused.count(), 4);
    QCOMPARE(server->connections(), 0);
}

void TestIpcServer::aRequestBeforeTheHelloEndsTheConnection()
{
    const ServiceHome home;
    const auto server = serve(home);
    QSignalSpy received(server.get(), &IpcServer::received);
    const auto socket = dial(home);

    say(socket, ipc::AnswerCard{"abcdefgh", model::Choice::Always});

    QVERIFY(isClosed(socket));
    QCOMPARE(received.count(), 0);
}

void TestIpcServer::aPeerThatSaysNothingIsCutOff()
{
    const ServiceHome home;
    const auto server = serve(home, {.helloWithin = std::chrono::milliseconds(50)});
    const auto socket = dial(home);

    QVERIFY(isClosed(socket));
}

void TestIpcServer::aPeerThatDoesNotReadIsCutOff()
{
    const ServiceHome home;
    const auto server = serve(home, {.unsentBytes = 100'000});
    connect(server.get(), &IpcServer::received, this, [&](quint64 peer, const ipc::Message&) {
        for (int i = 0; i < 100; ++i)
            server->send(peer, ipc::Done{true, {}, std::string(10'000, 'x')});
    });
    QSignalSpy refused(server.get(), &IpcServer::refused);
    const auto socket = dial(home);

    say(socket, ipc::Hello{});

    QVERIFY(refused.wait());
    QCOMPARE(server->connections(), 0);
}

void TestIpcServer::aFloodOfMessagesIsCutOff()
{
    const ServiceHome home;
    const auto server = serve(home, {.framesPerSecond = 20});
    QSignalSpy received(server.get(), &IpcServer::received);
    const auto socket = dial(home);
    std::string flood = ipc::encodeFrame(ipc::Hello{});
    for (int i = 0; i < 100; ++i)
        flood += ipc::encodeFrame(ipc::Refresh{});

    QVERIFY(base::writeAll(socket.get(), flood));

    QVERIFY(isClosed(socket));
    QCOMPARE(received.count(), 20);
}

void TestIpcServer::moreConnectionsThanAllowedAreRefused()
{
    const ServiceHome home;
    const auto server = serve(home, {.connections = 2});
    const auto first = dial(home);
    const auto second = dial(home);
    const auto third = dial(home);

    QVERIFY(isClosed(third));
    QCOMPARE(server->connections(), 2);
}

void TestIpcServer::aFolderThatOthersMayWriteToIsNotTrusted()
{
    const ServiceHome home;
    const auto server = serve(home);
    QCOMPARE(::chmod(home.places.stateFolder.c_str(), 0777), 0);

    const auto socket = connectTo(home.places.socket, 1000);

    QVERIFY(!socket && socket.error().code == base::ErrorCode::PeerNotTrusted);
}

QTEST_GUILESS_MAIN(TestIpcServer)
#include "tst_ipc_server.moc"
