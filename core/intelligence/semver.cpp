// SPDX-License-Identifier: Apache-2.0
#include "core/intelligence/decimal.h"
#include "core/intelligence/version_order.h"

#include <array>
#include <compare>
#include <vector>

namespace gatehouse::intelligence {
namespace {

constexpr std::size_t kMaxSemverBytes = 256; // as npm

struct Semver {
    std::array<std::string_view, 3> numbers;
    std::vector<std::string_view> preRelease;
};

bool isIdentifier(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
    });
}

bool readPreRelease(std::string_view text, std::vector<std::string_view>& out)
{
    for (;;) {
        const auto dot = text.find('.');
        out.push_back(text.substr(0, dot));
        if (!isIdentifier(out.back()))
            return false;
        if (dot == std::string_view::npos)
            return true;
        text.remove_prefix(dot + 1);
    }
}

std::optional<Semver> parseSemver(std::string_view text)
{
    if (text.size() > kMaxSemverBytes)
        return std::nullopt;
    while (!text.empty() && (text.front() == '=' || text.front() == 'v' || text.front() == ' '))
        text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ')
        text.remove_suffix(1);
    Semver version;
    if (const auto plus = text.find('+'); plus != std::string_view::npos) {
        std::vector<std::string_view> build;
        if (!readPreRelease(text.substr(plus + 1), build))
            return std::nullopt;
        text = text.substr(0, plus);
    }
    for (std::size_t at = 0; at < version.numbers.size(); ++at) {
        version.numbers.at(at) = takeDigits(text);
        if (version.numbers.at(at).empty())
            return std::nullopt;
        if (!text.starts_with('.'))
            break;
        if (at + 1 == version.numbers.size())
            return std::nullopt; // a fourth part is none of semver's
        text.remove_prefix(1);
    }
    if (text.empty())
        return version;
    if (text.front() != '-' || !readPreRelease(text.substr(1), version.preRelease))
        return std::nullopt;
    return version;
}

std::weak_ordering compareIdentifiers(std::string_view left, std::string_view right)
{
    const bool leftIsNumber = isNumber(left);
    const bool rightIsNumber = isNumber(right);
    if (leftIsNumber && rightIsNumber)
        return compareDecimals(left, right);
    if (leftIsNumber != rightIsNumber)
        return leftIsNumber ? std::weak_ordering::less : std::weak_ordering::greater;
    return left.compare(right) <=> 0;
}

std::weak_ordering comparePreReleases(
    const std::vector<std::string_view>& left, const std::vector<std::string_view>& right)
{
    if (left.empty() != right.empty())
        return left.empty() ? std::weak_ordering::greater : std::weak_ordering::less;
    for (std::size_t at = 0; at < std::min(left.size(), right.size()); ++at) {
        if (const auto order = compareIdentifiers(left[at], right[at]); std::is_neq(order))
            return order;
    }
    return left.size() <=> right.size();
}

} // namespace

std::optional<std::weak_ordering> compareSemver(std::string_view left, std::string_view right)
{
    const auto one = parseSemver(left);
    const auto other = parseSemver(right);
    if (!one || !other)
        return std::nullopt;
    for (std::size_t at = 0; at < one->numbers.size(); ++at) {
        if (const auto order = compareDecimals(one->numbers.at(at), other->numbers.at(at));
            std::is_neq(order))
            return order;
    }
    return comparePreReleases(one->preRelease, other->preRelease);
}

std::optional<std::weak_ordering> compareVersions(
    Ecosystem ecosystem, std::string_view left, std::string_view right)
{
    return ecosystem == Ecosystem::Npm ? compareSemver(left, right) : comparePep440(left, right);
}

} // namespace gatehouse::intelligence
