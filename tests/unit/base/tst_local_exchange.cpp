// SPDX-License-Identifier: Apache-2.0
#include "core/base/file.h"
#include "core/base/local_exchange.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QtTest>

#include <atomic>
#include <cstring>
#include <functional>
#include <sys/socket.h>
#include <sys/un.h>
#include <thread>
#include <unistd.h>

using namespace gatehouse;

/// One question to a unix socket, and whoever answers it.
class TestLocalExchange : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatComesBackIsGivenWhole();
    void whoEndsWithoutAWordGivesNothing();
    void nobodyThereIsAnError();
    void whoNeverAnswersIsNotWaitedForLong_data();
    void whoNeverAnswersIsNotWaitedForLong();
    void moreThanIsWantedIsRefused();
};

namespace {

constexpr base::ExchangeLimits kLimits{300, std::size_t{64} << 10};

/// Listens at `path` and does `answer` with the one who comes.
class OneListener {
public:
    OneListener(const std::string& path, std::function<void(int)> answer)
        : m_socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
        if (::bind(m_socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
            ::listen(m_socket.get(), 1) != 0)
            qFatal("cannot listen at %s", path.c_str());
        m_thread = std::thread([this, answer = std::move(answer)] {
            const base::Descriptor peer(::accept(m_socket.get(), nullptr, nullptr));
            if (peer.isOpen())
                answer(peer.get());
        });
    }
    ~OneListener()
    {
        ::shutdown(m_socket.get(), SHUT_RDWR);
        m_thread.join();
    }

private:
    base::Descriptor m_socket;
    std::thread m_thread;
};

std::string readAsMuch(int peer, std::size_t bytes)
{
    std::string text(bytes, '\0');
    std::size_t got = 0;
    while (got < bytes) {
        const auto step = ::recv(peer, text.data() + got, bytes - got, 0);
        if (step <= 0)
            break;
        got += static_cast<std::size_t>(step);
    }
    text.resize(got);
    return text;
}

void sendText(int peer, std::string_view text)
{
    while (!text.empty()) {
        const auto sent = ::send(peer, text.data(), text.size(), MSG_NOSIGNAL);
        if (sent <= 0)
            return;
        text.remove_prefix(static_cast<std::size_t>(sent));
    }
}

void untilTheyGo(int peer)
{
    readAsMuch(peer, std::size_t{1} << 20);
}

} // namespace

void TestLocalExchange::whatComesBackIsGivenWhole()
{
    const QTemporaryDir folder;
    const auto path = folder.filePath(QStringLiteral("s")).toStdString();
    std::string heard;
    const std::string answer(40000, 'x');
    base::Result<std::string> got = base::Error{};
    {
        const OneListener listener(path, [&](int peer) {
            heard = readAsMuch(peer, 4);
            sendText(peer, std::string_view(answer).substr(0, 1));
            sendText(peer, std::string_view(answer).substr(1));
        });
        got = base::exchangeLocally(path, "ask\n", kLimits);
    }

    QVERIFY2(got, got ? "" : got.error().detail.c_str());
    QCOMPARE(*got, answer);
    QCOMPARE(heard, std::string("ask\n"));
}

void TestLocalExchange::whoEndsWithoutAWordGivesNothing()
{
    const QTemporaryDir folder;
    const auto path = folder.filePath(QStringLiteral("s")).toStdString();
    const OneListener listener(path, [](int peer) { readAsMuch(peer, 4); });

    const auto got = base::exchangeLocally(path, "ask\n", kLimits);

    QVERIFY(got);
    QVERIFY(got->empty());
}

void TestLocalExchange::nobodyThereIsAnError()
{
    const QTemporaryDir folder;
    const auto file = folder.filePath(QStringLiteral("file")).toStdString();
    QVERIFY(base::replaceFile(file, "x", 0600));
    for (const auto& path : {std::string(), file, file + "-none", file + std::string(200, 'x')}) {
        const auto got = base::exchangeLocally(path, "ask\n", kLimits);
        QVERIFY(!got);
        QCOMPARE(got.error().code, base::ErrorCode::NotConnected);
    }
}

void TestLocalExchange::whoNeverAnswersIsNotWaitedForLong_data()
{
    QTest::addColumn<int>("kind");
    QTest::newRow("says nothing") << 0;
    QTest::newRow("a byte now and then") << 1;
    QTest::newRow("takes no question") << 2;
}

void TestLocalExchange::whoNeverAnswersIsNotWaitedForLong()
{
    QFETCH(int, kind);
    const QTemporaryDir folder;
    const auto path = folder.filePath(QStringLiteral("s")).toStdString();
    std::atomic<bool> isOver = false;
    const OneListener listener(path, [&](int peer) {
        while (kind == 1 && !isOver) {
            sendText(peer, "x");
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
        while (kind == 2 && !isOver)
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        untilTheyGo(peer);
    });
    QElapsedTimer timer;
    timer.start();

    const auto got =
        base::exchangeLocally(path, std::string(kind == 2 ? std::size_t{8} << 20 : 4, 'q'), kLimits);
    isOver = true;

    QVERIFY(!got);
    QCOMPARE(got.error().code, base::ErrorCode::NotConnected);
    QVERIFY2(timer.elapsed() >= kLimits.milliseconds, "it gave up too early");
    QVERIFY2(timer.elapsed() < 10 * kLimits.milliseconds, "it waited too long");
}

void TestLocalExchange::moreThanIsWantedIsRefused()
{
    const QTemporaryDir folder;
    const auto path = folder.filePath(QStringLiteral("s")).toStdString();
    const OneListener listener(path, [](int peer) {
        readAsMuch(peer, 4);
        sendText(peer, std::string(std::size_t{4} << 20, 'x'));
    });

    const auto got = base::exchangeLocally(path, "ask\n", kLimits);

    QVERIFY(!got);
    QCOMPARE(got.error().code, base::ErrorCode::TooLarge);
}

QTEST_APPLESS_MAIN(TestLocalExchange)
#include "tst_local_exchange.moc"
