// SPDX-License-Identifier: Apache-2.0
#include "tests/eval/spans.h"

#include "core/jsonrpc/value.h"

namespace gatehouse::eval {

std::string percent(int part, int whole)
{
    if (whole == 0)
        return "–";
    char text[32];
    std::snprintf(text, sizeof text, "%.2f", 100.0 * part / whole);
    return text;
}

std::vector<inspect::Span> placesOf(const std::string& line, const std::string& value)
{
    std::vector<inspect::Span> places;
    const auto token = jsonrpc::encodeString(value);
    const auto inside = token.substr(1, token.size() - 2);
    for (auto at = line.find(inside); !inside.empty() && at != std::string::npos;
         at = line.find(inside, at + 1))
        places.push_back({at, at + inside.size()});
    return places;
}

bool overlaps(const inspect::Span& left, const inspect::Span& right)
{
    return left.begin < right.end && right.begin < left.end;
}

} // namespace gatehouse::eval
