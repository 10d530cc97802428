// SPDX-License-Identifier: Apache-2.0
#include "core/jsonrpc/key_check.h"

#include "core/jsonrpc/value.h"

#include <algorithm>
#include <cassert>
#include <span>

namespace gatehouse::jsonrpc {
namespace {

// Up to here every new key is compared with all before it; beyond, they are sorted when the object closes.
constexpr std::size_t kCompareAll = 16;

bool hasUpperCase(std::string_view text)
{
    return std::any_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

} // namespace

void KeyCheck::openObject(Level level)
{
    assert(m_count < kMaxObjects);
    m_objects[m_count++] = {level, {}, m_unknown.size(), m_textCount};
}

std::optional<base::ErrorCode> KeyCheck::addKey(std::string_view token, bool isPlain, MemberRule& rule)
{
    auto& object = m_objects[m_count - 1];
    UnknownKey key;
    KeyMatch match;
    if (isPlain) {
        key.exact = token.substr(1, token.size() - 2);
        match = matchKey(key.exact);
    } else {
        key.exact = keep(decodeString(token));
        key.folded = keep(foldKey(key.exact));
        match = matchKey(key.folded);
        match.isExact = match.index != 0 && keyText(match.index) == key.exact;
    }
    rule = memberRule(object.level, match.index);
    if (rule.isDefined) {
        if (!match.isExact)
            return base::ErrorCode::FoldedKey;
        auto& word = object.seen[match.index / 64];
        const auto bit = std::uint64_t{1} << (match.index % 64);
        if ((word & bit) != 0)
            return base::ErrorCode::DuplicateKey;
        word |= bit;
        return std::nullopt;
    }
    rule.inside = levelOfEveryMember(object.level);
    if (isPlain)
        key.folded = hasUpperCase(key.exact) ? keep(foldKey(key.exact)) : key.exact;
    return addUnknown(key);
}

std::string_view KeyCheck::keep(std::string text)
{
    ++m_textCount;
    return m_texts.emplace_front(std::move(text));
}

std::optional<base::ErrorCode> KeyCheck::addUnknown(UnknownKey key)
{
    const auto first = m_objects[m_count - 1].firstUnknown;
    const auto count = m_unknown.size() - first;
    if (count >= kMaxUnknownKeys)
        return base::ErrorCode::TooLarge;
    if (count < kCompareAll) {
        for (std::size_t i = first; i < m_unknown.size(); ++i) {
            if (m_unknown[i].folded == key.folded)
                return m_unknown[i].exact == key.exact ? base::ErrorCode::DuplicateKey
                                                       : base::ErrorCode::FoldedKey;
        }
    }
    m_unknown.push_back(key);
    return std::nullopt;
}

std::optional<base::ErrorCode> KeyCheck::closeObject()
{
    const auto& object = m_objects[--m_count];
    const auto first = object.firstUnknown;
    const auto keys = std::span(m_unknown).subspan(first);
    std::optional<base::ErrorCode> refusal;
    if (keys.size() > kCompareAll) {
        std::sort(keys.begin(), keys.end(),
            [](const auto& left, const auto& right) { return left.folded < right.folded; });
        const auto same = std::adjacent_find(keys.begin(), keys.end(),
            [](const auto& left, const auto& right) { return left.folded == right.folded; });
        if (same != keys.end())
            refusal = same->exact == std::next(same)->exact ? base::ErrorCode::DuplicateKey
                                                            : base::ErrorCode::FoldedKey;
    }
    m_unknown.resize(first);
    for (; m_textCount > object.firstText; --m_textCount)
        m_texts.pop_front();
    return refusal;
}

} // namespace gatehouse::jsonrpc
