// SPDX-License-Identifier: Apache-2.0
#include "core/ipc/strict_json.h"

#include "core/base/hash.h"
#include "core/base/utf8.h"

#include <set>
#include <vector>

namespace gatehouse::ipc {
namespace {

constexpr int kMaxLevels = 16;

/// Watches the parser for what nlohmann lets through.
class Watcher {
public:
    bool operator()(int depth, Json::parse_event_t event, const Json& value)
    {
        using Event = Json::parse_event_t;
        if (depth >= kMaxLevels)
            m_reason = "more than " + std::to_string(kMaxLevels) + " levels";
        // A false return makes the parser throw away what is below, so that depth costs no memory.
        if (!m_reason.empty())
            return false;
        if (event == Event::object_start)
            m_keys.emplace_back();
        else if (event == Event::object_end)
            m_keys.pop_back();
        else if (event == Event::key && !m_keys.back().insert(value.get_ref<const std::string&>()).second)
            m_reason = "a member stands twice in one object";
        return m_reason.empty();
    }

    const std::string& reason() const { return m_reason; }

private:
    std::vector<std::set<std::string>> m_keys;
    std::string m_reason;
};

} // namespace

base::Result<Json> parseStrict(std::string_view text)
{
    Watcher watcher;
    // The parser copies its callback: it gets a reference.
    auto value = Json::parse(
        text.begin(), text.end(),
        [&watcher](int depth, Json::parse_event_t event, const Json& parsed) {
            return watcher(depth, event, parsed);
        },
        false);
    if (!watcher.reason().empty())
        return base::Error{base::ErrorCode::BadMessage, watcher.reason()};
    if (value.is_discarded())
        return base::Error{base::ErrorCode::BadMessage, "not JSON"};
    return value;
}

std::string toText(const Json& value)
{
    return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json bytesToJson(std::string_view bytes)
{
    if (base::isValidUtf8(bytes))
        return std::string(bytes);
    return Json{{"hex", base::toHex(bytes)}};
}

} // namespace gatehouse::ipc
