// SPDX-License-Identifier: Apache-2.0
#include "core/service/bypass_scan.h"

#include <QtTest>

#include <set>

using namespace gatehouse;
using namespace gatehouse::service;

namespace {

/// Processes of a table, as the client table's names make clients of them.
class TableOfProcesses final : public BypassProcesses {
public:
    void add(int pid, int parent, const std::string& executable, std::vector<std::string> argv = {})
    {
        if (argv.empty())
            argv = {executable};
        rows[pid] = {pid, 100U + static_cast<unsigned>(pid), executable, std::move(argv)};
        parents[pid] = parent;
    }

    std::vector<int> numbers() const override
    {
        std::vector<int> all;
        for (const auto& [pid, row] : rows)
            all.push_back(pid);
        return all;
    }
    std::vector<ProcessNode> nodes() const override
    {
        std::vector<ProcessNode> all;
        for (const auto& [pid, row] : rows)
            all.push_back({pid, parents.at(pid), row.startTime});
        return all;
    }
    std::optional<model::ProcessInfo> process(int pid) const override
    {
        ++reads;
        return rows.contains(pid) ? std::optional(rows.at(pid)) : std::nullopt;
    }
    bool speaksOverPipes(int pid) const override { return !terminals.contains(pid); }

    std::map<int, model::ProcessInfo> rows;
    std::map<int, int> parents;
    std::set<int> terminals;
    mutable int reads = 0;
};

constexpr const char* kWrapper = "/h/.local/lib/gatehouse/gatehouse-wrap";

model::ServerRow declared(const std::string& ref, const std::string& client, std::vector<std::string> command)
{
    model::ServerRow row;
    row.ref = ref;
    row.location.client = client;
    row.location.name = ref;
    row.command = std::move(command);
    return row;
}

} // namespace

/// Servers that clients run past the wrapper, among processes of a table.
class TestBypassScan : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aServerBelowItsClientIsFound();
    void aServerBelowTheWrapperIsNot();
    void anotherClientsServerAnOrphanAndATerminalAreNot();
    void theTopmostProcessStandsForAll();
    void aNumberGivenAgainIsAnotherProcess();
    void seldomReadsAProcessThatItKnows();
    void seesAProcessTurnIntoAServer();
    void followsWhatFilesDeclare();

private:
    clients::ClientTable m_table = clients::loadBuiltinClientTable().value();
    std::vector<model::ServerRow> m_servers{declared("a", "cursor", {"npx", "-y", "@x/y", "/tmp"})};

    std::vector<Bypass> scan(const TableOfProcesses& processes) const
    {
        return BypassScan(m_table, {kWrapper}, processes).scan(m_servers);
    }
};

void TestBypassScan::aServerBelowItsClientIsFound()
{
    TableOfProcesses processes;
    processes.add(10, 1, "/opt/cursor/cursor");
    processes.add(11, 10, "/opt/cursor/helper");
    processes.add(12, 11, "/usr/bin/node", {"node", "/usr/bin/npx", "-y", "@x/y", "/tmp"});

    const auto found = scan(processes);

    QCOMPARE(found.size(), std::size_t{1});
    QVERIFY((found.front() == Bypass{"a", 12, 112, 10, "/opt/cursor/cursor"}));
}

void TestBypassScan::aServerBelowTheWrapperIsNot()
{
    TableOfProcesses processes;
    processes.add(10, 1, "/opt/cursor/cursor");
    processes.add(11, 10, kWrapper, {kWrapper, "--entry=a", "npx", "-y", "@x/y", "/tmp"});
    processes.add(12, 11, kWrapper); // the keeper
    processes.add(13, 12, "/usr/bin/node", {"npx", "-y", "@x/y", "/tmp"});
    processes.add(
        14, 13, "/usr/bin/node", {"node", "/h/.npm/_npx/1/node_modules/@x/y/dist/index.js", "/tmp"});

    QVERIFY(scan(processes).empty());
}

void TestBypassScan::anotherClientsServerAnOrphanAndATerminalAreNot()
{
    TableOfProcesses processes;
    processes.add(10, 1, "/usr/local/bin/claude");
    processes.add(11, 10, "/usr/bin/npx", {"npx", "-y", "@x/y", "/tmp"});
    processes.add(12, 1, "/usr/bin/npx", {"npx", "-y", "@x/y", "/tmp"});
    processes.add(20, 1, "/opt/cursor/cursor");
    processes.add(21, 20, "/bin/bash");
    processes.add(22, 21, "/usr/bin/npx", {"npx", "-y", "@x/y", "/tmp"}); // typed in the client's terminal
    processes.terminals = {22};

    QVERIFY(scan(processes).empty());
}

void TestBypassScan::theTopmostProcessStandsForAll()
{
    TableOfProcesses processes;
    processes.add(10, 1, "/opt/cursor/cursor");
    processes.add(12, 10, "/usr/bin/node", {"npm exec @x/y /tmp"});
    processes.add(13, 12, "/bin/sh", {"sh", "-c", "y /tmp"});
    processes.add(
        14, 13, "/usr/bin/node", {"node", "/h/.npm/_npx/1/node_modules/@x/y/dist/index.js", "/tmp"});

    const auto found = scan(processes);

    QCOMPARE(found.size(), std::size_t{1});
    QCOMPARE(found.front().pid, 12);
}

void TestBypassScan::aNumberGivenAgainIsAnotherProcess()
{
    TableOfProcesses processes;
    processes.add(10, 1, "/opt/cursor/cursor");
    processes.add(12, 10, "/usr/bin/npx", {"npx", "-y", "@x/y", "/tmp"});
    BypassScan scan(m_table, {kWrapper}, processes);
    for (int i = 0; i < 5; ++i)
        QCOMPARE(scan.scan(m_servers).size(), std::size_t{1});

    processes.rows[12] = {12, 500, "/usr/bin/vi", {"vi"}};
    processes.add(20, 1, "/usr/bin/new"); // whatever begins or ends makes it look again
    QVERIFY(scan.scan(m_servers).empty());
    // A parent that is younger than its child has taken a dead one's number.
    processes.add(12, 10, "/usr/bin/npx", {"npx", "-y", "@x/y", "/tmp"});
    processes.rows[10].startTime = 900;
    QVERIFY(this->scan(processes).empty());
}

void TestBypassScan::seldomReadsAProcessThatItKnows()
{
    constexpr int kProcesses = 120;
    TableOfProcesses processes;
    for (int pid = 2; pid < 2 + kProcesses; ++pid)
        processes.add(pid, 1, "/usr/bin/other");
    BypassScan scan(m_table, {kWrapper}, processes);
    for (int i = 0; i < 3; ++i)
        scan.scan(m_servers);
    const int before = processes.reads;

    scan.scan(m_servers);
    QCOMPARE(processes.reads, before);

    processes.add(1200, 1, "/usr/bin/new");
    scan.scan(m_servers);
    QCOMPARE(processes.reads, before + 1);
}

void TestBypassScan::seesAProcessTurnIntoAServer()
{
    TableOfProcesses processes;
    processes.add(10, 1, "/opt/cursor/cursor");
    processes.add(12, 10, "/bin/sh", {"sh", "/h/prepare-and-start"});
    BypassScan scan(m_table, {kWrapper}, processes);
    for (int i = 0; i < 5; ++i)
        QVERIFY(scan.scan(m_servers).empty());

    processes.rows[12].argv = {"npx", "-y", "@x/y", "/tmp"}; // exec keeps the number and the start time
    std::size_t found = 0;
    for (int i = 0; i < 12; ++i)
        found = std::max(found, scan.scan(m_servers).size());

    QCOMPARE(found, std::size_t{1});
}

void TestBypassScan::followsWhatFilesDeclare()
{
    TableOfProcesses processes;
    processes.add(10, 1, "/opt/cursor/cursor");
    processes.add(12, 10, "/usr/bin/npx", {"npx", "-y", "@x/y", "/tmp"});
    BypassScan scan(m_table, {kWrapper}, processes);
    for (int i = 0; i < 4; ++i)
        QVERIFY(scan.scan({}).empty());

    QCOMPARE(scan.scan(m_servers).size(), std::size_t{1});
    QVERIFY(scan.scan({}).empty());
}

QTEST_APPLESS_MAIN(TestBypassScan)
#include "tst_bypass_scan.moc"
