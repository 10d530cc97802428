// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/scratch_home.h"

#include "core/base/file.h"
#include "core/base/ids.h"
#include "core/ipc/messages.h"
#include "core/journal/journal_reader.h"
#include "core/policy/grant_clock.h"
#include "core/policy/once_keys.h"
#include "core/trust/launch_resolver.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include <cstdlib>

namespace gatehouse::integration {

ScratchHome::ScratchHome()
    : m_places(*base::placesIn(m_folder.path().toStdString()))
{
    content.commandLineProgram = "/nonexistent/gatehouse-cli";
    if (!base::makePrivateFolder(m_places.stateFolder))
        qFatal("no state folder");
}

std::vector<std::string> ScratchHome::environment(std::vector<std::string> more) const
{
    more.insert(more.begin(), {"HOME=" + m_places.home, "PATH=/usr/local/bin:/usr/bin:/bin"});
    return more;
}

void ScratchHome::decide(std::vector<model::RegistryDecision> decisions)
{
    content.decisions = std::move(decisions);
    for (auto& one : content.decisions) {
        // As the desktop does before it records a decision that ends.
        if (one.choice == model::Choice::Once && !m_onceKeys.contains(one.id)) {
            const auto key = policy::newOnceKey();
            one.id = key.decisionId;
            m_onceKeys.insert(one.id);
            if (!policy::keepOnceKey(policy::onceFolder(m_places), key))
                qFatal("no key");
        }
        if (one.expiresAt != 0 &&
            !policy::beginGrant(policy::grantsFolder(m_places), one.id, one.decidedAt, base::bootMoment()))
            qFatal("no mark");
    }
    writeSnapshot();
}

void ScratchHome::writeSnapshot()
{
    ++content.generation;
    if (!base::replaceFile(m_places.snapshot, policy::encodeSnapshot(content), 0600))
        qFatal("no snapshot");
}

std::vector<model::SessionEvent> ScratchHome::events() const
{
    std::vector<model::SessionEvent> all;
    const auto journals = journal::listJournals(m_places.journalFolder);
    if (!journals)
        return all;
    for (const auto& path : *journals) {
        std::uint64_t offset = 0;
        for (;;) {
            auto chunk = journal::readJournal(path, offset, 100'000);
            if (!chunk || chunk->nextOffset == offset)
                break;
            offset = chunk->nextOffset;
            all.insert(all.end(), chunk->events.begin(), chunk->events.end());
        }
    }
    // Journals of the same second lie in no order.
    std::ranges::stable_sort(all, {}, &model::SessionEvent::at);
    return all;
}

std::vector<model::SessionEvent> ScratchHome::events(const std::string& kind) const
{
    auto all = events();
    std::erase_if(all, [&kind](const auto& event) { return event.kind != kind; });
    return all;
}

WrapStart ScratchHome::start(const std::vector<std::string>& command) const
{
    WrapStart start;
    start.arguments = command;
    start.environment = environment();
    return start;
}

std::string wrapProgram()
{
    return GATEHOUSE_WRAP_PROGRAM;
}

std::vector<std::string> fakeServer(const std::vector<std::string>& arguments)
{
    std::vector<std::string> command{FAKE_SERVER_PROGRAM};
    command.insert(command.end(), arguments.begin(), arguments.end());
    return command;
}

model::RegistryDecision approvedPattern(const std::vector<std::string>& argv)
{
    model::RegistryDecision decision;
    decision.id = base::randomHex(8);
    decision.pattern = argv;
    decision.decidedAt = 1;
    return decision;
}

model::RegistryDecision deniedPattern(const std::vector<std::string>& argv)
{
    auto decision = approvedPattern(argv);
    decision.isDenied = true;
    decision.choice = model::Choice::Deny;
    return decision;
}

model::RegistryDecision approvedIdentity(const model::SessionEvent& pending)
{
    model::RegistryDecision decision;
    const auto details = nlohmann::json::parse(pending.details, nullptr, false);
    const auto identity = ipc::identityFromJson(details.value("identity", nlohmann::json()).dump());
    if (!identity)
        qFatal("no identity in the journal: %s", identity.error().detail.c_str());
    decision.id = base::randomHex(8);
    decision.identity = *identity;
    decision.identityDigest = trust::identityDigest(*identity);
    decision.decidedAt = 1;
    return decision;
}

model::ProcessInfo thisProcess()
{
    const auto stat = base::readFile("/proc/self/stat", 4096).value();
    model::ProcessInfo process;
    process.pid = ::getpid();
    const char* at = stat.c_str() + stat.rfind(')');
    for (int field = 2; field < 22; ++field)
        at = std::strchr(at, ' ') + 1;
    process.startTime = std::strtoull(at, nullptr, 10);
    return process;
}

model::RegistryDecision approvalOf(ScratchHome& home, const std::vector<std::string>& command)
{
    home.decide({});
    WrapProcess wrap(home.start(command));
    if (!wrap.ask(initialize(1)))
        qFatal("no answer");
    wrap.closeInput();
    wrap.waitForEnd();
    return approvedIdentity(home.events("pending").back());
}

bool has(const std::optional<std::string>& text, std::string_view part)
{
    return text && text->find(part) != std::string::npos;
}

std::string request(int id, std::string_view method, std::string_view params)
{
    return R"({"jsonrpc":"2.0","id":)" + std::to_string(id) + R"(,"method":")" + std::string(method) +
        R"(","params":)" + std::string(params) + '}';
}

std::string initialize(int id)
{
    return request(id, "initialize",
        R"({"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"integration-test","version":"1"}})");
}

std::string callTool(int id, std::string_view tool, long number)
{
    return request(id, "tools/call",
        R"({"name":")" + std::string(tool) + R"(","arguments":{"n":)" + std::to_string(number) + "}}");
}

} // namespace gatehouse::integration
