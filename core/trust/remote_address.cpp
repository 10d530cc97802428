// SPDX-License-Identifier: Apache-2.0
#include "core/trust/remote_address.h"

#include "core/base/hash.h"

#include <algorithm>
#include <optional>
#include <vector>

namespace gatehouse::trust {
namespace {

char smallLetter(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string inSmallLetters(std::string_view text)
{
    std::string out(text);
    std::ranges::transform(out, out.begin(), smallLetter);
    return out;
}

std::optional<unsigned> hexDigit(char c)
{
    if (c >= '0' && c <= '9')
        return static_cast<unsigned>(c - '0');
    c = smallLetter(c);
    return c >= 'a' && c <= 'f' ? std::optional(static_cast<unsigned>(c - 'a') + 10U) : std::nullopt;
}

bool isUnreserved(char c)
{
    return (c >= '0' && c <= '9') || (smallLetter(c) >= 'a' && smallLetter(c) <= 'z') || c == '-' ||
        c == '.' || c == '_' || c == '~';
}

/// Escapes in large letters, and only where one is needed.
std::string withoutNeedlessEscapes(std::string_view text)
{
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto high = text[at] == '%' && at + 2 < text.size() ? hexDigit(text[at + 1]) : std::nullopt;
        const auto low = high ? hexDigit(text[at + 2]) : std::nullopt;
        if (!low) {
            out.push_back(text[at]);
            continue;
        }
        const auto byte = static_cast<char>(*high << 4U | *low);
        constexpr std::string_view kDigits = "0123456789ABCDEF";
        if (isUnreserved(byte))
            out.push_back(byte);
        else
            out.append({'%', kDigits[*high], kDigits[*low]});
        at += 2;
    }
    return out;
}

/// RFC 3986, 5.2.4, without a slash at the end.
std::string withoutDots(std::string_view path)
{
    std::vector<std::string_view> parts;
    while (!path.empty()) {
        const auto slash = path.find('/');
        const auto part = path.substr(0, slash);
        path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
        if (part == "..") {
            if (!parts.empty())
                parts.pop_back();
        } else if (!part.empty() && part != ".") {
            parts.push_back(part);
        }
    }
    std::string out;
    for (const auto part : parts)
        out.append("/").append(part);
    return out;
}

std::string normalisedHost(std::string_view authority, std::string_view scheme)
{
    if (const auto user = authority.rfind('@'); user != std::string_view::npos)
        authority.remove_prefix(user + 1);
    const auto colon = authority.rfind(':');
    const bool hasPort =
        colon != std::string_view::npos && authority.find(']', colon) == std::string_view::npos;
    auto port = hasPort ? authority.substr(colon + 1) : std::string_view();
    auto host = hasPort ? authority.substr(0, colon) : authority;
    if (host.ends_with('.'))
        host.remove_suffix(1);
    if (port == (scheme == "https" || scheme == "wss" ? "443" : "80"))
        port = {};
    auto out = inSmallLetters(host);
    return port.empty() ? out : out + ':' + std::string(port);
}

} // namespace

std::string normalisedAddress(std::string_view address)
{
    const auto mark = address.find("://");
    if (mark == std::string_view::npos || mark == 0)
        return std::string(address);
    const auto scheme = inSmallLetters(address.substr(0, mark));
    auto rest = address.substr(mark + 3);
    rest = rest.substr(0, rest.find('#'));
    const auto query = rest.find('?');
    const auto behind = query == std::string_view::npos ? std::string_view() : rest.substr(query);
    rest = rest.substr(0, query);
    const auto slash = std::min(rest.find('/'), rest.size());
    const auto host = normalisedHost(rest.substr(0, slash), scheme);
    return scheme + "://" + host + withoutDots(withoutNeedlessEscapes(rest.substr(slash))) +
        (behind.size() > 1 ? withoutNeedlessEscapes(behind) : std::string());
}

std::string addressKey(std::string_view address)
{
    return address.empty() ? std::string() : base::toHex(base::sha256(normalisedAddress(address)));
}

} // namespace gatehouse::trust
