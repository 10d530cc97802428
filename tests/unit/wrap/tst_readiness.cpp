// SPDX-License-Identifier: Apache-2.0
#include "app/wrap/readiness.h"

#include <QtTest>

#include <array>
#include <fcntl.h>
#include <poll.h>
#include <random>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>
#include <vector>

using namespace gatehouse;
using base::Descriptor;
using wrap::Readiness;

namespace {

constexpr base::MonotonicMicroseconds kSoon = 20'000;

struct Pipe {
    Descriptor read;
    Descriptor write;

    Pipe()
    {
        int ends[2] = {-1, -1};
        if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0)
            qFatal("no pipe");
        read = Descriptor(ends[0]);
        write = Descriptor(ends[1]);
    }
    void put() const { QVERIFY(::write(write.get(), "x", 1) == 1); }
    void take() const
    {
        char byte = 0;
        QVERIFY(::read(read.get(), &byte, 1) == 1);
    }
};

/// What is ready by the time that this returns, without waiting for more.
std::vector<short> readyNow(Readiness& readiness, Readiness::List list)
{
    const base::SystemClock clock;
    if (!readiness.wait(list, clock.monotonic(), clock))
        qFatal("cannot wait");
    std::vector<short> ready;
    for (const auto& awaited : list)
        ready.push_back(awaited.ready);
    return ready;
}

std::vector<short> readyByPoll(const Readiness::List& list)
{
    std::vector<pollfd> polled;
    for (const auto& awaited : list)
        polled.push_back({awaited.descriptor, awaited.events, 0});
    ::poll(polled.data(), polled.size(), 0);
    std::vector<short> ready;
    for (const auto& one : polled)
        ready.push_back(one.revents);
    return ready;
}

/// No descriptor can be opened while it lives.
class NoDescriptors {
public:
    NoDescriptors()
    {
        // poll takes no more entries than a process may have descriptors.
        while (m_taken.empty() || m_taken.back().get() < static_cast<int>(2 * Readiness::kCount))
            m_taken.emplace_back(::open("/dev/null", O_RDONLY | O_CLOEXEC));
        ::getrlimit(RLIMIT_NOFILE, &m_before);
        const rlimit none{static_cast<rlim_t>(m_taken.back().get()) + 1, m_before.rlim_max};
        ::setrlimit(RLIMIT_NOFILE, &none);
    }
    ~NoDescriptors() { ::setrlimit(RLIMIT_NOFILE, &m_before); }
    NoDescriptors(const NoDescriptors&) = delete;
    NoDescriptors& operator=(const NoDescriptors&) = delete;

private:
    std::vector<Descriptor> m_taken;
    rlimit m_before{};
};

/// Eight places whose files come, go, get bytes and lose them at random.
class Traffic {
public:
    explicit Traffic(unsigned seed)
        : m_random(seed)
    {
    }
    void change()
    {
        const auto at = m_random() % m_list.size();
        auto& awaited = m_list[at];
        auto& pipe = m_pipes[at];
        switch (m_random() % 8) {
        case 0: // another file, as a rule with the number of the one before, which stays open elsewhere
            m_held.emplace_back(::fcntl(pipe.read.get(), F_DUPFD_CLOEXEC, 0));
            pipe = Pipe();
            awaited = {pipe.read.get(), POLLIN, 0, ++m_opened};
            break;
        case 1:
            awaited = {};
            break;
        case 2:
            awaited = {pipe.read.get(), POLLIN, 0, m_opened};
            break;
        case 3:
            awaited = {pipe.write.get(), POLLOUT, 0, ++m_opened};
            break;
        case 4:
            awaited.events = 0;
            break;
        case 5:
            pipe.put();
            break;
        case 6: // a pipe that nobody writes to any more, and a file that takes everything
            awaited = {};
            pipe.write = Descriptor(::open("/dev/null", O_WRONLY | O_CLOEXEC));
            break;
        default:
            m_held.clear();
        }
    }
    const Readiness::List& list() const { return m_list; }

private:
    std::mt19937 m_random;
    std::array<Pipe, Readiness::kCount> m_pipes;
    std::vector<Descriptor> m_held; // what was closed here is open elsewhere
    Readiness::List m_list;
    std::uint64_t m_opened = 0;
};

} // namespace

class TestReadiness : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tellsWhatIsReady();
    void waitsUntilTheMoment();
    void aMomentThatIsTakenBackWakesNobody();
    void eventsChange();
    void anotherFileWithTheSameNumber();
    void whatIsClosedHereAndOpenElsewhereIsForgotten();
    void filesAreAlwaysReady();
    void worksWithoutADescriptorOfItsOwn();
    void isAsPollSays_data();
    void isAsPollSays();
};

void TestReadiness::tellsWhatIsReady()
{
    const Pipe one;
    const Pipe other;
    Readiness readiness;
    Readiness::List list;
    list[2] = {one.read.get(), POLLIN};
    list[5] = {other.read.get(), POLLIN};
    QCOMPARE(readyNow(readiness, list), std::vector<short>(Readiness::kCount, 0));
    other.put();
    QCOMPARE(readyNow(readiness, list)[5], short{POLLIN});
    QCOMPARE(readyNow(readiness, list)[5], short{POLLIN}); // as long as it is not read
    other.take();
    QCOMPARE(readyNow(readiness, list), std::vector<short>(Readiness::kCount, 0));
}

void TestReadiness::waitsUntilTheMoment()
{
    const base::SystemClock clock;
    Readiness readiness;
    Readiness::List list;
    for (int round = 0; round < 3; ++round) {
        const auto until = clock.monotonic() + kSoon;
        QVERIFY(readiness.wait(list, until, clock));
        QVERIFY(clock.monotonic() >= until);
    }
    QVERIFY(readiness.wait(list, 0, clock)); // long ago
}

void TestReadiness::aMomentThatIsTakenBackWakesNobody()
{
    const base::SystemClock clock;
    const Pipe pipe;
    Readiness readiness;
    Readiness::List list;
    list[0] = {pipe.read.get(), POLLIN};
    QVERIFY(readiness.wait(list, clock.monotonic(), clock)); // has gone off
    pipe.put();
    QVERIFY(readiness.wait(list, std::nullopt, clock));
    QCOMPARE(list[0].ready, short{POLLIN});
    pipe.take();
    const auto later = clock.monotonic() + kSoon;
    QVERIFY(readiness.wait(list, later, clock));
    QVERIFY(clock.monotonic() >= later);
}

void TestReadiness::eventsChange()
{
    int ends[2] = {-1, -1};
    QVERIFY(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
    const Descriptor here(ends[0]);
    const Descriptor there(ends[1]);
    Readiness readiness;
    Readiness::List list;
    list[7] = {here.get(), POLLIN};
    QCOMPARE(readyNow(readiness, list)[7], short{0});
    list[7].events = POLLIN | POLLOUT;
    QCOMPARE(readyNow(readiness, list)[7], short{POLLOUT});
    list[7].events = POLLIN;
    QCOMPARE(readyNow(readiness, list)[7], short{0});
}

void TestReadiness::anotherFileWithTheSameNumber()
{
    Readiness readiness;
    Readiness::List list;
    Pipe pipe;
    const int number = pipe.read.get();
    list[1] = {number, POLLIN, 0, 1};
    QCOMPARE(readyNow(readiness, list)[1], short{0});
    const Pipe next;
    pipe.read.close();
    const Descriptor again(::fcntl(next.read.get(), F_DUPFD_CLOEXEC, number));
    QCOMPARE(again.get(), number);
    list[1].opened = 2;
    next.put();
    QCOMPARE(readyNow(readiness, list)[1], short{POLLIN});
}

void TestReadiness::whatIsClosedHereAndOpenElsewhereIsForgotten()
{
    const base::SystemClock clock;
    Pipe pipe;
    Readiness readiness;
    Readiness::List list;
    list[3] = {pipe.read.get(), POLLIN};
    QCOMPARE(readyNow(readiness, list)[3], short{0});
    const Descriptor elsewhere(::fcntl(pipe.read.get(), F_DUPFD_CLOEXEC, 0));
    pipe.read.close();
    pipe.put();
    list[3] = {};
    const auto until = clock.monotonic() + kSoon;
    QVERIFY(readiness.wait(list, until, clock));
    QVERIFY(clock.monotonic() >= until);
}

void TestReadiness::filesAreAlwaysReady()
{
    const Descriptor null(::open("/dev/null", O_RDWR | O_CLOEXEC));
    const Descriptor file(::open("/proc/self/exe", O_RDONLY | O_CLOEXEC));
    const base::SystemClock clock;
    Readiness readiness;
    Readiness::List list;
    list[0] = {file.get(), POLLIN};
    list[1] = {null.get(), POLLOUT};
    QVERIFY(readiness.wait(list, std::nullopt, clock));
    QCOMPARE(list[0].ready, short{POLLIN});
    QCOMPARE(list[1].ready, short{POLLOUT});
    list[0] = {};
    QCOMPARE(readyNow(readiness, list)[0], short{0});
    QCOMPARE(readyNow(readiness, list)[1], short{POLLOUT});
}

void TestReadiness::worksWithoutADescriptorOfItsOwn()
{
    const base::SystemClock clock;
    const Pipe pipe;
    Readiness readiness;
    Readiness::List list;
    list[4] = {pipe.read.get(), POLLIN};
    {
        const NoDescriptors none;
        const auto until = clock.monotonic() + kSoon;
        QVERIFY(readiness.wait(list, until, clock));
        QVERIFY(clock.monotonic() >= until);
        QCOMPARE(list[4].ready, short{0});
        pipe.put();
        QVERIFY(readiness.wait(list, std::nullopt, clock));
        QCOMPARE(list[4].ready, short{POLLIN});
    }
    list[5] = {pipe.write.get(), POLLOUT};
    QVERIFY(readiness.wait(list, std::nullopt, clock));
    QCOMPARE(list[4].ready, short{POLLIN});
    QCOMPARE(list[5].ready, short{POLLOUT});
}

void TestReadiness::isAsPollSays_data()
{
    QTest::addColumn<unsigned>("seed");
    for (unsigned seed = 1; seed <= 20; ++seed)
        QTest::addRow("%u", seed) << seed;
}

void TestReadiness::isAsPollSays()
{
    QFETCH(unsigned, seed);
    Traffic traffic(seed);
    Readiness readiness;
    for (int step = 0; step < 500; ++step) {
        traffic.change();
        QCOMPARE(readyNow(readiness, traffic.list()), readyByPoll(traffic.list()));
    }
}

QTEST_APPLESS_MAIN(TestReadiness)
#include "tst_readiness.moc"
