// SPDX-License-Identifier: Apache-2.0
#include "tests/support/developer_weeks/recorded.h"

#include "core/base/file.h"
#include "core/jsonrpc/value.h"

#include <algorithm>

namespace gatehouse::weeks {

std::vector<Call> recordedCalls(const std::string& file)
{
    std::vector<Call> calls;
    const auto bytes = base::readFile(file, std::size_t{1} << 20);
    std::string_view rest = bytes ? std::string_view(*bytes) : std::string_view();
    while (!rest.empty()) {
        const jsonrpc::Value line(rest.substr(0, rest.find('\n')));
        rest.remove_prefix(std::min(line.raw().size() + 1, rest.size()));
        const auto member = [&](const char* name) {
            return line.find(name).value_or(jsonrpc::Value("null"));
        };
        Call call;
        call.tool = member("tool").string().value_or(std::string());
        call.arguments = member("arguments").string().value_or(std::string());
        call.bytesOut = static_cast<std::uint64_t>(member("out").number().value_or(0));
        call.isError = member("error").type() == jsonrpc::Value::Type::True;
        calls.push_back(std::move(call));
    }
    return calls;
}

} // namespace gatehouse::weeks
