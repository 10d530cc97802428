// SPDX-License-Identifier: Apache-2.0
#include "core/intelligence/decimal.h"
#include "core/intelligence/version_order.h"

#include <array>
#include <compare>
#include <string>
#include <vector>

namespace gatehouse::intelligence {
namespace {

constexpr std::size_t kMaxPep440Bytes = 256;

/// A kind of release and its number; `rank` orders kinds, a missing part included.
struct VersionPart {
    int rank = 0;
    std::string_view number;
};

struct Pep440 {
    std::string_view epoch;
    std::vector<std::string_view> release;
    VersionPart pre;
    VersionPart post;
    VersionPart development;
    std::vector<std::string_view> local;
};

// Ranks of pre-releases. One of a development release alone comes before all others, none at all behind them.
constexpr int kNoPreButDevelopment = -1;
constexpr int kAlpha = 0;
constexpr int kBeta = 1;
constexpr int kCandidate = 2;
constexpr int kNoPre = 3;

struct Word {
    std::string_view text;
    int rank;
};
constexpr std::array<Word, 8> kPreWords{{{"alpha", kAlpha}, {"beta", kBeta}, {"preview", kCandidate},
    {"pre", kCandidate}, {"rc", kCandidate}, {"a", kAlpha}, {"b", kBeta}, {"c", kCandidate}}};
constexpr std::array<Word, 3> kPostWords{{{"post", 1}, {"rev", 1}, {"r", 1}}};
constexpr std::array<Word, 1> kDevelopmentWords{{{"dev", 0}}};

bool isPep440Separator(char c)
{
    return c == '-' || c == '_' || c == '.';
}

/// `[-_.]? WORD [-_.]? DIGITS?` at the start of `text`, taken from it.
template <std::size_t Count>
std::optional<VersionPart> takePart(std::string_view& text, const std::array<Word, Count>& words)
{
    auto rest = text;
    if (!rest.empty() && isPep440Separator(rest.front()))
        rest.remove_prefix(1);
    for (const auto& word : words) {
        if (!rest.starts_with(word.text))
            continue;
        rest.remove_prefix(word.text.size());
        auto behind = rest;
        if (!behind.empty() && isPep440Separator(behind.front()))
            behind.remove_prefix(1);
        const auto number = takeDigits(behind);
        text = number.empty() ? rest : behind; // a separator without a number belongs to what follows
        return VersionPart{word.rank, number};
    }
    return std::nullopt;
}

/// `-N`, the short form of a post release.
std::optional<VersionPart> takeShortPost(std::string_view& text)
{
    if (text.size() < 2 || text[0] != '-' || !isDigit(text[1]))
        return std::nullopt;
    text.remove_prefix(1);
    return VersionPart{1, takeDigits(text)};
}

bool readLocal(std::string_view text, std::vector<std::string_view>& out)
{
    const auto isAlphanumeric = [](char c) { return isDigit(c) || (c >= 'a' && c <= 'z'); };
    for (;;) {
        std::size_t length = 0;
        while (length < text.size() && isAlphanumeric(text[length]))
            ++length;
        if (length == 0)
            return false;
        out.push_back(text.substr(0, length));
        text.remove_prefix(length);
        if (text.empty())
            return true;
        if (!isPep440Separator(text.front()))
            return false;
        text.remove_prefix(1);
    }
}

bool readRelease(std::string_view& text, Pep440& version)
{
    auto first = takeDigits(text);
    if (!first.empty() && text.starts_with('!')) {
        version.epoch = first;
        text.remove_prefix(1);
        first = takeDigits(text);
    }
    if (first.empty())
        return false;
    version.release.push_back(first);
    while (text.size() > 1 && text[0] == '.' && isDigit(text[1])) {
        text.remove_prefix(1);
        version.release.push_back(takeDigits(text));
    }
    while (version.release.size() > 1 && std::is_eq(compareDecimals(version.release.back(), {})))
        version.release.pop_back();
    return true;
}

/// `text` in lower case, without white space around it.
std::optional<Pep440> parsePep440(std::string_view text)
{
    if (text.starts_with('v'))
        text.remove_prefix(1);
    Pep440 version;
    if (!readRelease(text, version))
        return std::nullopt;
    const auto pre = takePart(text, kPreWords);
    auto post = takeShortPost(text);
    if (!post)
        post = takePart(text, kPostWords);
    const auto development = takePart(text, kDevelopmentWords);
    version.pre = pre.value_or(VersionPart{!post && development ? kNoPreButDevelopment : kNoPre, {}});
    version.post = post.value_or(VersionPart{0, {}});
    version.development = development.value_or(VersionPart{1, {}});
    if (text.empty())
        return version;
    if (text.front() != '+' || !readLocal(text.substr(1), version.local))
        return std::nullopt;
    return version;
}

std::weak_ordering compareParts(const VersionPart& left, const VersionPart& right)
{
    return left.rank != right.rank ? std::weak_ordering(left.rank <=> right.rank)
                                   : compareDecimals(left.number, right.number);
}

std::weak_ordering compareReleases(
    const std::vector<std::string_view>& left, const std::vector<std::string_view>& right)
{
    for (std::size_t at = 0; at < std::max(left.size(), right.size()); ++at) {
        const auto one = at < left.size() ? left[at] : std::string_view();
        const auto other = at < right.size() ? right[at] : std::string_view();
        if (const auto order = compareDecimals(one, other); std::is_neq(order))
            return order;
    }
    return std::weak_ordering::equivalent;
}

/// A number comes behind a word, and more of the same behind less.
std::weak_ordering compareLocals(
    const std::vector<std::string_view>& left, const std::vector<std::string_view>& right)
{
    for (std::size_t at = 0; at < std::min(left.size(), right.size()); ++at) {
        const bool leftIsNumber = isNumber(left[at]);
        if (leftIsNumber != isNumber(right[at]))
            return leftIsNumber ? std::weak_ordering::greater : std::weak_ordering::less;
        const auto order = leftIsNumber ? compareDecimals(left[at], right[at])
                                        : std::weak_ordering(left[at].compare(right[at]) <=> 0);
        if (std::is_neq(order))
            return order;
    }
    return left.size() <=> right.size();
}

/// Nothing where it is too long to be a version.
std::optional<std::string> prepared(std::string_view text)
{
    constexpr std::string_view kBlank = " \t\n\r\f\v";
    const auto first = text.find_first_not_of(kBlank);
    if (first == std::string_view::npos || text.size() > kMaxPep440Bytes)
        return std::nullopt;
    std::string lower(text.substr(first, text.find_last_not_of(kBlank) - first + 1));
    for (auto& c : lower)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return lower;
}

} // namespace

std::optional<std::weak_ordering> comparePep440(std::string_view left, std::string_view right)
{
    const auto leftText = prepared(left);
    const auto rightText = prepared(right);
    if (!leftText || !rightText)
        return std::nullopt;
    const auto one = parsePep440(*leftText);
    const auto other = parsePep440(*rightText);
    if (!one || !other)
        return std::nullopt;
    if (const auto order = compareDecimals(one->epoch, other->epoch); std::is_neq(order))
        return order;
    if (const auto order = compareReleases(one->release, other->release); std::is_neq(order))
        return order;
    if (const auto order = compareParts(one->pre, other->pre); std::is_neq(order))
        return order;
    if (const auto order = compareParts(one->post, other->post); std::is_neq(order))
        return order;
    if (const auto order = compareParts(one->development, other->development); std::is_neq(order))
        return order;
    return compareLocals(one->local, other->local);
}

} // namespace gatehouse::intelligence
