// SPDX-License-Identifier: Apache-2.0
// bun.lock: JSON with comments and with commas in front of closing brackets. bun.lockb is another format.
#include "core/intelligence/lock_readers.h"

#include <nlohmann/json.hpp>

namespace gatehouse::intelligence {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMaxNesting = 256;

/// Everything that is no comment, with blanks in the place of commas that nothing follows.
std::string asJson(std::string_view text)
{
    std::string json;
    json.reserve(text.size());
    std::size_t comma = std::string::npos; // in `json`, with nothing but blanks behind it
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        const auto two = text.substr(at, 2);
        if (two == "//") {
            at = std::min(text.find('\n', at), text.size()) - 1;
            continue;
        }
        if (two == "/*") {
            at = std::min(text.find("*/", at + 2), text.size() - 1);
            at += at + 1 < text.size() ? 1 : 0;
            continue;
        }
        if (c == '"') {
            auto end = at + 1;
            while (end < text.size() && text[end] != '"')
                end += text[end] == '\\' ? 2 : 1;
            json += text.substr(at, end - at + 1);
            at = end;
            comma = std::string::npos;
            continue;
        }
        if ((c == '}' || c == ']') && comma != std::string::npos)
            json[comma] = ' ';
        if (c == ',')
            comma = json.size();
        else if (c != ' ' && c != '\t' && c != '\r' && c != '\n')
            comma = std::string::npos;
        json.push_back(c);
    }
    return json;
}

/// {"packages":{"…":["name@version", …]}}: the first text of each list.
class BunReader final : public nlohmann::json_sax<Json> {
public:
    std::vector<PackageSubject> packages;
    bool isTooLarge = false;
    bool isLock = false;

    bool null() override { return value(); }
    bool boolean(bool) override { return value(); }
    bool number_integer(number_integer_t) override { return value(); }
    bool number_unsigned(number_unsigned_t) override { return value(); }
    bool number_float(number_float_t, const string_t&) override { return value(); }
    bool binary(binary_t&) override { return value(); }
    bool string(string_t& text) override
    {
        if (m_isInPackages && m_depth == kOfPackage && m_isFirst) {
            if (auto package = npmPackageOf(text))
                packages.push_back(std::move(*package));
        }
        return value();
    }
    bool start_object(std::size_t) override { return open(); }
    bool end_object() override { return close(); }
    bool start_array(std::size_t) override { return open(); }
    bool end_array() override { return close(); }
    bool key(string_t& name) override
    {
        if (m_depth == 1) {
            m_isInPackages = name == "packages";
            isLock = isLock || m_isInPackages;
        }
        return true;
    }
    bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override
    {
        return false;
    }

private:
    static constexpr std::size_t kOfPackage = 3; // in the root, in "packages", in a list

    bool value()
    {
        m_isFirst = false;
        isTooLarge = isTooLarge || isFull(packages);
        return !isTooLarge;
    }
    bool open()
    {
        m_isFirst = true;
        isTooLarge = ++m_depth > kMaxNesting;
        return !isTooLarge;
    }
    bool close()
    {
        m_isFirst = false;
        --m_depth;
        return true;
    }

    std::size_t m_depth = 0;
    bool m_isInPackages = false;
    bool m_isFirst = false;
};

} // namespace

LockedPackages bunPackages(std::string_view text)
{
    const auto json = asJson(text);
    BunReader reader;
    const bool isRead = Json::sax_parse(json.begin(), json.end(), &reader);
    if (reader.isTooLarge)
        return base::Error{base::ErrorCode::TooLarge, "it nests deeper, or names more, than any lock does"};
    if (!isRead || !reader.isLock)
        return base::Error{base::ErrorCode::FileDoesNotParse, "it is no lock of bun"};
    return std::move(reader.packages);
}

} // namespace gatehouse::intelligence
