// SPDX-License-Identifier: Apache-2.0
#include "core/intelligence/imitation.h"

#include "core/base/lookalikes.h"
#include "core/base/utf8.h"
#include "core/trust/difference.h"

#include <algorithm>
#include <bit>

namespace gatehouse::intelligence {
namespace {

constexpr std::size_t kShortestSlip = 6;  // shorter names differ by a letter all the time
constexpr std::size_t kShortestAlike = 4; // below that, alike says nothing

struct Name {
    std::string_view scope; ///< without "@"
    std::string_view rest;
};

Name split(std::string_view name)
{
    const auto slash = name.find('/');
    if (!name.starts_with('@') || slash == std::string_view::npos)
        return {{}, name};
    return {name.substr(1, slash - 1), name.substr(slash + 1)};
}

bool isWordEnd(char c)
{
    return c == '-' || c == '_' || c == '.' || c == '/' || c == '@';
}

char lowered(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string lettersOf(std::string_view name)
{
    std::string letters;
    for (const char c : name) {
        if (!isWordEnd(c))
            letters.push_back(lowered(c));
    }
    return letters;
}

/// The name as somebody reads it who expects ASCII: look-alikes of other scripts are their letters, what
/// draws nothing is gone, and any other character is one letter that stands nowhere else.
std::string plainOf(std::string_view name)
{
    constexpr char kOther = '?';
    std::string plain;
    for (std::size_t at = 0; at < name.size();) {
        const auto [length, codePoint] = base::decodeUtf8(name, at);
        const bool isAscii = length == 1 && codePoint < 0x80;
        const char letter = isAscii ? name[at] : base::asciiLookalike(codePoint);
        at += length == 0 ? 1 : length;
        if (isAscii || letter != 0)
            plain.push_back(letter);
        else if (length == 0 || !base::isInvisible(codePoint))
            plain.push_back(kOther);
    }
    return plain;
}

/// What is left when characters that look alike are one.
std::string lookOf(std::string_view name)
{
    std::string look;
    for (const char c : name) {
        const char letter = lowered(c);
        look.push_back(letter == '0' ? 'o' : (letter == '1' || letter == 'i' ? 'l' : letter));
        if (look.ends_with("rn"))
            look.replace(look.size() - 2, 2, "m");
        else if (look.ends_with("vv"))
            look.replace(look.size() - 2, 2, "w");
    }
    return look;
}

std::vector<std::string> sortedWords(std::string_view name)
{
    std::vector<std::string> words(1);
    for (const char c : name) {
        if (isWordEnd(c))
            words.emplace_back();
        else
            words.back().push_back(lowered(c));
    }
    std::erase(words, std::string());
    std::sort(words.begin(), words.end());
    return words;
}

bool isDigitByte(char c)
{
    return c >= '0' && c <= '9';
}

/// One letter more, less or other, or two that changed places. Another number is another version of a name.
bool isSlip(std::string_view left, std::string_view right)
{
    const auto shorter = left.size() < right.size() ? left : right;
    const auto longer = left.size() < right.size() ? right : left;
    if (shorter.size() < kShortestSlip || longer.size() - shorter.size() > 1)
        return false;
    const auto between = trust::differenceOf(shorter, longer);
    if (between.left.empty())
        return between.right.size() == 1 && !isDigitByte(between.right[0]);
    if (between.left.size() == 1 && between.right.size() == 1)
        return !isDigitByte(between.left[0]) && !isDigitByte(between.right[0]);
    return between.isSwap();
}

/// "modelcontextprotocol-server-memory" for "@modelcontextprotocol/server-memory", "server-memory" in another
/// scope that takes after the known one, or its own name as that of its maker.
bool isScopeTrick(const Name& name, std::string_view whole, const Name& known, std::string_view knownWhole)
{
    if (known.scope.empty())
        return false;
    if (name.scope.empty())
        return lettersOf(whole) == lettersOf(knownWhole) ||
            (name.rest == known.rest && known.rest.size() >= kShortestSlip);
    const bool isLikeScope = name.scope != known.scope &&
        (lookOf(name.scope) == lookOf(known.scope) || lettersOf(name.scope) == lettersOf(known.scope) ||
            isSlip(name.scope, known.scope));
    return name.rest == known.rest && isLikeScope;
}

std::optional<Likeness> likenessOf(std::string_view whole, std::string_view knownWhole)
{
    const auto name = split(whole);
    const auto known = split(knownWhole);
    if (isScopeTrick(name, whole, known, knownWhole))
        return Likeness::Scope;
    // Within one scope the maker is the same; in another one the name may well be another's own.
    if (!name.scope.empty() || known.rest.size() < kShortestAlike)
        return std::nullopt;
    if (!known.scope.empty())
        return std::nullopt;
    if (lookOf(name.rest) == lookOf(known.rest))
        return Likeness::SameLook;
    if (lettersOf(name.rest) == lettersOf(known.rest) || sortedWords(name.rest) == sortedWords(known.rest))
        return Likeness::Separators;
    if (isSlip(name.rest, known.rest))
        return Likeness::Slip;
    return std::nullopt;
}

} // namespace

NameIndex::Signature NameIndex::signatureOf(std::string_view name)
{
    Signature signature;
    const auto look = lookOf(lettersOf(name));
    signature.length = look.size();
    constexpr unsigned kBits = 63;
    for (const char c : look)
        signature.letters |= std::uint64_t{1} << (static_cast<unsigned char>(c) & kBits);
    return signature;
}

NameIndex::Signatures NameIndex::signaturesOf(std::string_view name)
{
    return {signatureOf(name), signatureOf(split(name).rest)};
}

/// A slip changes two letters, and may make or part an "rn" that looks like an "m".
bool NameIndex::mayBeAlike(const Signature& left, const Signature& right)
{
    constexpr std::size_t kLonger = 2;
    constexpr int kOthers = 4;
    const auto longer = std::max(left.length, right.length) - std::min(left.length, right.length);
    return longer <= kLonger && std::popcount(left.letters ^ right.letters) <= kOthers;
}

NameIndex::NameIndex(std::vector<PopularName> names)
    : m_names(std::move(names))
{
    m_signatures.reserve(m_names.size());
    for (const auto& one : m_names)
        m_signatures.push_back(signaturesOf(one.name));
}

std::optional<Imitation> NameIndex::imitationOf(Ecosystem ecosystem, std::string_view normalisedPackage) const
{
    const auto plain = plainOf(normalisedPackage);
    const auto signatures = signaturesOf(plain);
    std::optional<Imitation> found;
    for (std::size_t at = 0; at < m_names.size(); ++at) {
        const auto& known = m_names[at];
        if (known.ecosystem != ecosystem ||
            (!mayBeAlike(signatures.whole, m_signatures[at].whole) &&
                !mayBeAlike(signatures.rest, m_signatures[at].rest)))
            continue;
        if (known.name == normalisedPackage)
            return std::nullopt;
        const auto likeness = found ? std::nullopt
            : plain == known.name   ? std::optional(Likeness::SameLook)
                                    : likenessOf(plain, known.name);
        if (likeness)
            found = Imitation{known.name, *likeness};
    }
    return found;
}

std::string_view toText(Likeness likeness)
{
    switch (likeness) {
    case Likeness::SameLook:
        return "with characters that look alike";
    case Likeness::Separators:
        return "with other separators, or its words in another order";
    case Likeness::Scope:
        return "with its scope left out or changed";
    case Likeness::Slip:
        break;
    }
    return "but for one letter";
}

} // namespace gatehouse::intelligence
