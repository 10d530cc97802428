// SPDX-License-Identifier: Apache-2.0
#include "core/ipc/strict_json.h"

#include "core/base/hash.h"
#include "core/base/utf8.h"

#include <utility>
#include <vector>

namespace gatehouse::ipc {
namespace {

constexpr std::size_t kMaxLevels = 16;

/// Builds the value and refuses what nlohmann would let through. Not its parser with a callback: that looks
/// at all earlier elements of a list whenever an object in it ends, which takes seconds for ten thousand.
class StrictBuilder final : public Json::json_sax_t {
public:
    bool null() override { return add(nullptr); }
    bool boolean(bool value) override { return add(value); }
    bool number_integer(number_integer_t value) override { return add(value); }
    bool number_unsigned(number_unsigned_t value) override { return add(value); }
    bool number_float(number_float_t value, const string_t&) override { return add(value); }
    bool string(string_t& value) override { return add(std::move(value)); }
    bool binary(binary_t&) override { return false; } // JSON has none
    bool start_object(std::size_t) override { return open(Json::object()); }
    bool start_array(std::size_t) override { return open(Json::array()); }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }

    bool key(string_t& name) override
    {
        if (!isShallow())
            return false;
        if (m_open.back()->contains(name)) {
            m_reason = "a member stands twice in one object";
            return false;
        }
        m_key = std::move(name);
        return true;
    }

    bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override
    {
        return false;
    }

    const std::string& reason() const { return m_reason; }
    Json take() { return std::move(m_root); }

private:
    /// Depth costs no memory: the parser stops here.
    bool isShallow()
    {
        if (m_open.size() >= kMaxLevels)
            m_reason = "more than " + std::to_string(kMaxLevels) + " levels";
        return m_reason.empty();
    }

    Json& place(Json value)
    {
        if (m_open.empty())
            return m_root = std::move(value);
        auto& parent = *m_open.back();
        if (!parent.is_array())
            return parent[m_key] = std::move(value);
        parent.push_back(std::move(value));
        return parent.back();
    }

    bool add(Json value)
    {
        if (!isShallow())
            return false;
        place(std::move(value));
        return true;
    }

    bool open(Json value)
    {
        if (!isShallow())
            return false;
        m_open.push_back(&place(std::move(value)));
        return true;
    }

    bool close()
    {
        m_open.pop_back();
        return true;
    }

    Json m_root;
    std::vector<Json*>
        m_open; // each is the last element of the one before, which does not move until it ends
    std::string m_key;
    std::string m_reason;
};

} // namespace

base::Result<Json> parseStrict(std::string_view text)
{
    StrictBuilder builder;
    if (Json::sax_parse(text.begin(), text.end(), &builder))
        return builder.take();
    return base::Error{
        base::ErrorCode::BadMessage, builder.reason().empty() ? std::string("not JSON") : builder.reason()};
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
