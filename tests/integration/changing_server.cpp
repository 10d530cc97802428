// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/changing_server.h"

#include <fstream>

namespace gatehouse::integration {

const std::string kSendTool =
    R"({"name":"send","description":"Sends a message.","inputSchema":{"type":"object","properties":{"to":{"type":"string"}}}})";
const std::string kReadTool =
    R"({"name":"read","description":"Reads a file and gives back what stands in it.","inputSchema":{"type":"object",)"
    R"("properties":{"path":{"type":"string","description":"The file"},"mode":{"enum":["text","raw"]}},)"
    R"("required":["path","mode"]},"annotations":{"readOnlyHint":true}})";

std::string readToolWith(const std::string& what, const std::string& instead)
{
    auto text = kReadTool;
    const auto at = text.find(what);
    if (at == std::string::npos)
        qFatal("the sample does not hold %s", what.c_str());
    return text.replace(at, what.size(), instead);
}

std::string toolsAnswer(const std::string& elements)
{
    return "tools/list {\"tools\":[" + elements + "]}";
}

std::string helloWith(const std::string& instructions)
{
    return R"(initialize {"protocolVersion":"2025-06-18","capabilities":{"tools":{"listChanged":true}},)"
           R"("serverInfo":{"name":"fake","version":"1"},"instructions":")" +
        instructions + "\"}";
}

ChangingServer::ChangingServer()
    : m_command(fakeServer({"--answers=" + m_home.file("answers"), "--log=" + m_home.file("log")}))
{
    m_home.decide({approvedPattern(m_command)});
}

std::unique_ptr<WrapProcess> ChangingServer::anotherSession() const
{
    return std::make_unique<WrapProcess>(m_home.start(m_command));
}

void ChangingServer::answersAre(const std::string& answers) const
{
    const auto file = m_home.file("answers");
    std::ofstream(file + ".new") << answers << "\nannounce {\"content\":[]}\n";
    std::rename((file + ".new").c_str(), file.c_str());
}

void ChangingServer::start()
{
    m_wrap = anotherSession();
    if (!m_wrap->ask(initialize(++m_id)))
        qFatal("the server does not answer");
}

void ChangingServer::end()
{
    m_wrap->closeInput();
    if (!m_wrap->waitForEnd())
        qFatal("the wrapper does not end");
}

void ChangingServer::restart()
{
    end();
    start();
}

void ChangingServer::becomeAnotherLaunch()
{
    m_command.emplace_back("--another");
    m_home.decide({approvedPattern(m_command)});
}

std::string ChangingServer::list(const std::string& method, const std::string& params)
{
    const auto id = ++m_id;
    m_wrap->send(request(id, method, params) + '\n');
    for (;;) {
        const auto line = m_wrap->readLine();
        if (!line)
            return {};
        if (has(line, "\"id\":" + std::to_string(id)))
            return *line;
    }
}

std::string ChangingServer::firstOf(const std::string& answers, const std::string& method)
{
    answersAre(answers);
    start();
    return list(method);
}

std::string ChangingServer::afterChange(const std::string& answers, Moment moment, const std::string& method)
{
    answersAre(answers);
    if (moment == Moment::AtTheNextStart)
        restart();
    if (moment == Moment::InSession) {
        // The fake server tells nothing by itself; a tool of it does.
        m_wrap->send(callTool(++m_id, "announce") + '\n');
        if (!has(m_wrap->readLine(), "list_changed"))
            qFatal("the server does not say that its list has changed");
        m_wrap->readLine();
    }
    return list(method);
}

nlohmann::json ChangingServer::lastQuestion() const
{
    const auto asked = m_home.events("call-pending");
    if (asked.empty())
        return {};
    return nlohmann::json::parse(asked.back().details, nullptr, false);
}

void ChangingServer::decide(bool isDenied)
{
    const auto asked = m_home.events("call-pending");
    if (asked.empty())
        qFatal("nothing was asked");
    auto decision = approvedIdentity(asked.back());
    decision.choice = isDenied ? model::Choice::Deny : model::Choice::Always;
    decision.isDenied = isDenied;
    auto decisions = m_home.content.decisions;
    decisions.push_back(decision);
    m_home.decide(decisions);
}

std::string ChangingServer::logged() const
{
    return base::readFile(m_home.file("log"), std::size_t{1} << 20).value();
}

} // namespace gatehouse::integration
