// SPDX-License-Identifier: Apache-2.0
#include "core/base/file.h"
#include "core/service/client_orders.h"
#include "core/store/opening.h"
#include "tests/unit/service/service_home.h"

#include <filesystem>

using namespace gatehouse;
using namespace gatehouse::service;

/// What servers of one client do one after the other, read from their wrappers' journals: an incident across
/// two of them is one line of the desktop's journal.
class TestClientOrders : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void anIncidentAcrossTwoServersIsToldAtOnce();
    void inOneMillisecondWhatWasReadFirstCameFirst();
    void itIsToldOnceHoweverOftenTheBooksAreRead();
    void whatWasHeldBackTeachesNothing();
    void whatIsLongAgoIsLearnedAndNotTold();
    void clientsDoNotTeachEachOther();
    void aPolicyCanSwitchItOff();

private:
    /// A server's session: one journal.
    class Server {
    public:
        Server(const ServiceHome& home, const std::string& client, const std::string& name)
            : m_writer(home.wrapperJournal(client + "-" + name))
            , m_name(name)
        {
            auto identity = launch("ref-" + client + "-" + name);
            identity.entry.client = client;
            identity.entry.name = name;
            identity.entry.keyPath = "/mcpServers/" + name;
            auto start = lifeCycle("session-start", startOf(identity));
            start.server = name;
            m_writer.append(start);
        }
        void call(
            const std::string& tool, base::UnixMilliseconds at, model::Action action = model::Action::Pass)
        {
            model::SessionEvent event;
            event.at = at;
            event.direction = model::Direction::ToServer;
            event.method = "tools/call";
            event.id = "1";
            event.server = m_name;
            event.tool = tool;
            event.action = action;
            m_writer.append(event);
            if (!m_writer.flush())
                qFatal("no journal");
        }

    private:
        journal::JournalWriter m_writer;
        std::string m_name;
    };
    struct Client {
        Client(const ServiceHome& home, const std::string& name)
            : vault(home, name, "vault")
            , database(home, name, "database")
            , notes(home, name, "notes")
            , mail(home, name, "mail")
        {
        }
        /// Eight days, the last one `last`: secrets for the database, and mail that is noted.
        void work(base::UnixMilliseconds last)
        {
            for (int day = 7; day >= 0; --day) {
                auto at = last - day * 24 * kHour - 8 * kHour;
                for (int round = 0; round < 12; ++round) {
                    vault.call("read_secret", at);
                    for (int i = 0; i < 5; ++i)
                        database.call("query", at += 10'000);
                    notes.call("add", at += kHour / 4);
                    mail.call("send", at += 10'000);
                    at += kHour / 4;
                }
            }
        }

        Server vault;
        Server database;
        Server notes;
        Server mail;
    };

    base::Result<std::size_t> look()
    {
        if (const auto folded = m_ledger->foldAll(); !folded)
            return folded.error();
        return followClientOrders(*m_ledger, m_now);
    }
    std::vector<model::SessionEvent> told() const
    {
        auto all = m_home->journalled();
        std::erase_if(all, [](const auto& event) { return event.kind != "client-order"; });
        return all;
    }

    static constexpr base::UnixMilliseconds kHour = 3'600'000;
    std::unique_ptr<ServiceHome> m_home;
    std::unique_ptr<Ledger> m_ledger;
    base::UnixMilliseconds m_now = 0;
};

void TestClientOrders::init()
{
    m_ledger.reset();
    m_home = std::make_unique<ServiceHome>();
    m_ledger = m_home->ledger();
    // At noon, so that no test crosses a day's border.
    const auto now = base::SystemClock().now();
    m_now = now - now % (24 * kHour) - 12 * kHour;
}

void TestClientOrders::anIncidentAcrossTwoServersIsToldAtOnce()
{
    Client client(*m_home, "cursor");
    client.work(m_now - kHour);
    QCOMPARE(look().value(), std::size_t{0});

    client.vault.call("read_secret", m_now - 20'000);
    client.mail.call("send", m_now - 10'000);

    QCOMPARE(look().value(), std::size_t{1});
    QCOMPARE(told().size(), std::size_t{1});
    const auto line = told()[0];
    QCOMPARE(line.server, std::string("mail"));
    QCOMPARE(line.tool, std::string("send"));
    QCOMPARE(line.action, model::Action::Flag);
    const auto details = nlohmann::json::parse(line.details);
    QCOMPARE(details["client"].get<std::string>(), std::string("cursor"));
    QCOMPARE(details["after"]["server"].get<std::string>(), std::string("vault"));
    const auto sentence = details["deviations"][0]["sentence"].get<std::string>();
    QVERIFY2(sentence.starts_with("never followed read_secret of vault before"), sentence.c_str());
    // It stands in the books as any other line does.
    QVERIFY(m_ledger->foldAll());
    QCOMPARE(look().value(), std::size_t{0});
}

void TestClientOrders::inOneMillisecondWhatWasReadFirstCameFirst()
{
    Client client(*m_home, "cursor");
    client.work(m_now - kHour);
    QCOMPARE(look().value(), std::size_t{0});

    client.vault.call("read_secret", m_now - 10'000);
    QVERIFY(m_ledger->foldAll());
    client.mail.call("send", m_now - 10'000);

    QCOMPARE(look().value(), std::size_t{1});
}

void TestClientOrders::itIsToldOnceHoweverOftenTheBooksAreRead()
{
    Client client(*m_home, "cursor");
    client.work(m_now - kHour);
    client.vault.call("read_secret", m_now - 20'000);
    client.mail.call("send", m_now - 10'000);
    // Nobody was there when it happened; it is told when the desktop starts.
    QCOMPARE(look().value(), std::size_t{1});

    m_ledger.reset();
    m_ledger = m_home->ledger();
    QCOMPARE(look().value(), std::size_t{0});

    m_ledger.reset();
    std::filesystem::remove(m_home->places.database);
    m_ledger = m_home->ledger();
    QCOMPARE(look().value(), std::size_t{0});
    QCOMPARE(told().size(), std::size_t{1});
}

void TestClientOrders::whatWasHeldBackTeachesNothing()
{
    Client client(*m_home, "cursor");
    client.work(m_now - kHour);
    for (int day = 6; day > 0; --day) {
        for (int round = 0; round < 4; ++round) {
            const auto at = m_now - day * 24 * kHour - (4 - round) * kHour / 8;
            client.vault.call("read_secret", at);
            client.mail.call("send", at + 1000, model::Action::Block);
        }
    }
    client.vault.call("read_secret", m_now - 20'000);
    client.mail.call("send", m_now - 10'000);

    QCOMPARE(look().value(), std::size_t{1});
}

void TestClientOrders::whatIsLongAgoIsLearnedAndNotTold()
{
    Client client(*m_home, "cursor");
    client.work(m_now - 72 * kHour);
    client.vault.call("read_secret", m_now - 71 * kHour);
    client.mail.call("send", m_now - 71 * kHour + 1000);

    QCOMPARE(look().value(), std::size_t{0});
}

void TestClientOrders::clientsDoNotTeachEachOther()
{
    Client cursor(*m_home, "cursor");
    Client zed(*m_home, "zed");
    cursor.work(m_now - kHour);
    zed.work(m_now - kHour - 1000);
    // A secret read in one client, and mail sent in the other.
    cursor.vault.call("read_secret", m_now - 20'000);
    zed.mail.call("send", m_now - 10'000);
    QCOMPARE(look().value(), std::size_t{0});

    zed.vault.call("read_secret", m_now - 9000);
    zed.mail.call("send", m_now - 8000);
    QCOMPARE(look().value(), std::size_t{1});
}

void TestClientOrders::aPolicyCanSwitchItOff()
{
    QVERIFY(base::makePrivateFolder(m_home->places.configFolder));
    QVERIFY(base::replaceFile(
        m_home->places.configFolder + "/policy.toml", "[inspect.behaviour]\naction = \"off\"\n", 0600));
    Client client(*m_home, "cursor");
    client.work(m_now - kHour);
    client.vault.call("read_secret", m_now - 20'000);
    client.mail.call("send", m_now - 10'000);

    QCOMPARE(look().value(), std::size_t{0});
    QVERIFY(told().empty());
}

QTEST_GUILESS_MAIN(TestClientOrders)
#include "tst_client_orders.moc"
