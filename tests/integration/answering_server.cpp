// SPDX-License-Identifier: Apache-2.0
#include "tests/integration/answering_server.h"

#include <fstream>

namespace gatehouse::integration {

std::unique_ptr<WrapProcess> AnsweringServer::startWith(const std::string& answers)
{
    const auto file = m_home.file("answers");
    std::ofstream(file) << answers << '\n';
    const auto command = fakeServer({"--answers=" + file, "--log=" + m_home.file("log")});
    m_home.decide({approvedPattern(command)});
    auto wrap = std::make_unique<WrapProcess>(m_home.start(command));
    if (!wrap->ask(initialize(1)))
        qFatal("the server does not answer");
    return wrap;
}

std::string AnsweringServer::logged() const
{
    return base::readFile(m_home.file("log"), std::size_t{16} << 20).value();
}

std::string textResult(const std::string& text)
{
    return R"({"content":[{"type":"text","text":")" + text + R"("}]})";
}

std::string answerLine(int id, const std::string& result)
{
    return R"({"jsonrpc":"2.0","id":)" + std::to_string(id) + ",\"result\":" + result + "}";
}

std::string call(int id, const std::string& tool, const std::string& arguments)
{
    return request(id, "tools/call", R"({"name":")" + tool + R"(","arguments":)" + arguments + "}");
}

} // namespace gatehouse::integration
