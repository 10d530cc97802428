// SPDX-License-Identifier: Apache-2.0
#include "core/trust/call_features.h"

#include "core/jsonrpc/skip.h"

#include <algorithm>
#include <cstring>

namespace gatehouse::trust {
namespace {

/// Longer texts are contents, not names of places: only their beginning is looked through.
constexpr std::size_t kLookedThrough = 2048;
constexpr std::size_t kAllLookedThrough = std::size_t{32} << 10; // of a call
constexpr std::size_t kReadWordByWord = 256; // a command: any of its words may be a file's bare name
constexpr std::size_t kLongestPath = 4096;
constexpr std::size_t kLongestHost = 253;

/// The forms in which an argument can come.
enum class Form : std::uint8_t { Null, Boolean, Number, Text, Encoded, Object, Array };

bool isBase64Letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' ||
        c == '/' || c == '-' || c == '_' || c == '=';
}

/// A long text without a blank, in letters of all kinds: something that was packed.
bool isEncoded(std::string_view inside)
{
    constexpr std::size_t kShortest = 120;
    constexpr std::size_t kLooked = 256;
    if (inside.size() < kShortest)
        return false;
    const auto head = inside.substr(0, kLooked);
    int digits = 0;
    int capitals = 0;
    int slashes = 0;
    for (const char c : head) {
        if (!isBase64Letter(c))
            return false;
        digits += c >= '0' && c <= '9' ? 1 : 0;
        capitals += c >= 'A' && c <= 'Z' ? 1 : 0;
        slashes += c == '/' ? 1 : 0;
    }
    const bool isPath = slashes > 6 && head.front() == '/';
    return !isPath && digits > 3 && (capitals > 3 || digits > 30);
}

Form argumentForm(const jsonrpc::Value& value)
{
    using Type = jsonrpc::Value::Type;
    switch (value.type()) {
    case Type::Object:
        return Form::Object;
    case Type::Array:
        return Form::Array;
    case Type::Number:
        return Form::Number;
    case Type::True:
    case Type::False:
        return Form::Boolean;
    case Type::Null:
        return Form::Null;
    case Type::String:
        break;
    }
    const auto raw = value.raw();
    return raw.size() > 2 && isEncoded(raw.substr(1, raw.size() - 2)) ? Form::Encoded : Form::Text;
}

using LetterSet = std::array<bool, 256>;

constexpr LetterSet setOf(std::string_view letters)
{
    LetterSet set{};
    for (const char c : letters)
        set[static_cast<unsigned char>(c)] = true;
    return set;
}

/// What parts the words of a command line or a sentence.
constexpr auto kWordEnds = setOf(" \t\n\r\"'`|;<>()[],=@&");
/// What ends an address, of which `@`, `=` and `,` are parts.
constexpr auto kAddressEnds = setOf(" \t\n\r\"'`|;<>");
/// What no path has in it, and a command line often.
constexpr auto kCommandSigns = setOf("|;<>\"'`");

bool isIn(const LetterSet& set, char c)
{
    return set[static_cast<unsigned char>(c)];
}

/// The end of the word, or of the address, that begins at `begin`.
std::size_t wordEnd(std::string_view text, std::size_t begin)
{
    auto end = begin;
    for (; end < text.size() && !isIn(kWordEnds, text[end]); ++end) {
        if (text[end] != ':' || text.substr(end, 3) != "://")
            continue;
        while (end < text.size() && !isIn(kAddressEnds, text[end]))
            ++end;
        break;
    }
    return end;
}

/// The part of a host that somebody owns, in lower case: "api.example.com" and "example.com" are one.
/// Addresses of numbers stay whole.
std::size_t ownedPart(std::string_view authority, std::array<char, kLongestHost>& out)
{
    if (const auto user = authority.rfind('@'); user != authority.npos)
        authority.remove_prefix(user + 1);
    if (authority.starts_with('['))
        authority = authority.substr(0, authority.find(']'));
    else
        authority = authority.substr(0, authority.find(':'));
    while (authority.ends_with('.'))
        authority.remove_suffix(1);
    const bool isNumbers = std::all_of(
        authority.begin(), authority.end(), [](char c) { return (c >= '0' && c <= '9') || c == '.'; });
    if (!isNumbers && !authority.starts_with('[')) {
        auto dot = authority.rfind('.');
        const auto last = dot == authority.npos ? authority.size() : authority.size() - dot - 1;
        dot = dot == authority.npos || dot == 0 ? authority.npos : authority.rfind('.', dot - 1);
        // co.uk, com.au: two short names at the end belong together.
        const auto second = dot == authority.npos ? 0 : authority.size() - dot - 1 - last - 1;
        if (dot != authority.npos && last == 2 && second <= 3)
            dot = dot == 0 ? authority.npos : authority.rfind('.', dot - 1);
        if (dot != authority.npos)
            authority.remove_prefix(dot + 1);
    }
    const auto size = std::min(authority.size(), out.size());
    std::transform(authority.begin(), authority.begin() + static_cast<std::ptrdiff_t>(size), out.begin(),
        [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; });
    return size;
}

int hexValue(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    const char low = static_cast<char>(c | 0x20);
    return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

std::string withoutPercents(std::string_view text)
{
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool isEscape =
            text[i] == '%' && i + 2 < text.size() && hexValue(text[i + 1]) >= 0 && hexValue(text[i + 2]) >= 0;
        out.push_back(
            isEscape ? static_cast<char>(hexValue(text[i + 1]) * 16 + hexValue(text[i + 2])) : text[i]);
        i += isEscape ? 2 : 0;
    }
    return out;
}

} // namespace

void FeatureReader::read(
    std::string_view tool, std::string_view arguments, std::uint64_t bytes, CallFeatures& out) const
{
    out.tool = mark(tool);
    out.bytes = bytes;
    for (auto member = jsonrpc::Value(arguments).children(); member.next();) {
        const auto value = member.value();
        const auto name = base::shortHash(m_key, member.rawKey());
        const auto form = static_cast<std::uint64_t>(argumentForm(value)) + 1;
        out.arguments.add({finish(name), finish((name ^ form) * 0x9E3779B97F4A7C15U), value.raw()});
        readTexts(value, out);
    }
}

/// Every text in a value, however deep: goes from quote to quote, since all else is no text.
void FeatureReader::readTexts(jsonrpc::Value value, CallFeatures& out) const
{
    if (value.isString()) {
        readText(value.raw(), out);
        return;
    }
    if (!value.isObject() && !value.isArray())
        return;
    const auto raw = value.raw();
    const char* const end = raw.data() + raw.size();
    for (auto begin = raw.find('"'); begin != raw.npos;) {
        const auto* const after = jsonrpc::skipStringUnchecked(raw.data() + begin, end);
        const auto size = static_cast<std::size_t>(after - raw.data()) - begin;
        if (size < 2)
            return;
        readText(raw.substr(begin, size), out);
        begin = raw.find('"', begin + size);
    }
}

void FeatureReader::readText(std::string_view token, CallFeatures& out) const
{
    const auto inside = token.substr(1, token.size() - 2);
    const bool mayBePath = inside.starts_with('/') || inside.starts_with('~') || inside.starts_with('.');
    // Much text is contents; of what comes behind it only what is a path as a whole is looked at.
    if (out.lookedThrough >= kAllLookedThrough && (!mayBePath || inside.size() > kLongestPath))
        return;
    const auto head = inside.substr(0, kLookedThrough);
    out.lookedThrough += head.size();
    // Neither a path nor an address is without one of these.
    const bool mayName = std::memchr(head.data(), '/', head.size()) != nullptr ||
        std::memchr(head.data(), '\\', head.size()) != nullptr || mayBePath || inside.starts_with("id_") ||
        (head.size() <= kReadWordByWord && head.find(" .") != head.npos);
    if (!mayName)
        return;
    if (std::memchr(head.data(), '\\', head.size()) == nullptr) {
        readWords(head, token, out);
        return;
    }
    // Decoded is only what is looked through, cut where no escape is.
    auto cut = inside.size() > kLookedThrough ? head.substr(0, head.rfind('\\')) : head;
    if (cut.empty())
        cut = inside.size() <= kLongestPath * 6 ? inside : std::string_view();
    std::string quoted = "\"";
    quoted.append(cut).push_back('"');
    const auto text = jsonrpc::decodeString(quoted);
    readWords(std::string_view(text).substr(0, kLookedThrough), token, out);
}

void FeatureReader::readWords(std::string_view text, std::string_view token, CallFeatures& out) const
{
    const bool startsPath = text.starts_with('/') || text.starts_with('~') || text.starts_with('.') ||
        (text.size() > 2 && text[1] == ':' && text[2] == '\\');
    // A path as a whole, blanks and all; what holds a line's end is none.
    const bool hasLines = std::memchr(text.data(), '\n', text.size()) != nullptr;
    std::size_t from = 0;
    if (startsPath && !hasLines &&
        std::none_of(text.begin(), text.end(), [](char c) { return isIn(kCommandSigns, c); })) {
        readPath(text, token, out);
        // A program's path may have arguments behind it.
        from = text.find(' ');
        if (from == text.npos)
            return;
    }
    // Of a long text only words with a slash in them are worth a look: it is read in leaps.
    const bool leaps = text.size() > kReadWordByWord;
    for (auto at = from; at < text.size();) {
        auto begin = at;
        if (leaps) {
            const auto slash = std::min(text.find('/', at), text.find('\\', at));
            if (slash == text.npos)
                return;
            for (begin = slash; begin > at && !isIn(kWordEnds, text[begin - 1]);)
                --begin;
        }
        const auto end = wordEnd(text, begin);
        readWord(text.substr(begin, end - begin), begin == 0 ? ' ' : text[begin - 1],
            begin == 0 && end == text.size(), token, out);
        at = end + 1;
    }
}

/// `before`: what stands before it. `isWhole`: it is all of the text.
void FeatureReader::readWord(
    std::string_view word, char before, bool isWhole, std::string_view token, CallFeatures& out) const
{
    // "</p>" is no path, and neither is a part of an address behind its "&a".
    if (word.size() < 2 || before == '<' || before == '&' || readAddress(word, token, out))
        return;
    const char first = word[0];
    bool isPath = isWhole || first == '~' || first == '.' || first == '$' || first == '%';
    if (!isPath && first == '/')
        isPath = word[1] != '/' && word.find('/', 1) != word.npos;
    else if (!isPath) // inside some folder: worth a look only where hidden ones or a drive are named
        isPath = word.find("/.") != word.npos || word.find('\\') != word.npos;
    if (isPath)
        readPath(word, token, out);
}

/// True where the word is an address, whatever became of it.
bool FeatureReader::readAddress(std::string_view word, std::string_view token, CallFeatures& out) const
{
    const auto colon = word.find("://");
    if (colon == word.npos)
        return false;
    const auto rest = word.substr(colon + 3);
    if (word.substr(0, colon) == "file") {
        const auto path = rest.substr(std::min(rest.find('/'), rest.size()));
        readPath(path.find('%') == path.npos ? path : std::string_view(withoutPercents(path)), token, out);
        return true;
    }
    std::array<char, kLongestHost> host{};
    const auto size = ownedPart(rest.substr(0, rest.find_first_of("/?#\\")), host);
    if (size == 0)
        return true;
    const auto hostMark = mark({host.data(), size});
    const bool isKnown = std::any_of(
        out.hosts.begin(), out.hosts.end(), [&](const HostFeature& one) { return one.mark == hostMark; });
    if (!isKnown)
        out.hosts.add({hostMark, token});
    return true;
}

void FeatureReader::readPath(std::string_view path, std::string_view token, CallFeatures& out) const
{
    const auto place = m_places.placeOf(path.substr(0, kLongestPath));
    if (!place)
        return;
    if (place->sensitive != 0) {
        out.sensitive |= std::uint64_t{1} << (place->sensitive - 1U);
        if (out.firstSensitive.empty())
            out.firstSensitive = token;
        return;
    }
    std::array<char, 512> joined;
    std::size_t size = 0;
    for (std::size_t i = 0; i < place->parts; ++i) {
        const auto part = place->root[i].substr(0, joined.size() / 3 - 1);
        std::memcpy(joined.data() + size, part.data(), part.size());
        size += part.size();
        joined[size++] = '/';
    }
    const auto placeMark = mark({joined.data(), size});
    const bool isKnown = std::any_of(
        out.places.begin(), out.places.end(), [&](const PlaceFeature& one) { return one.mark == placeMark; });
    if (!isKnown)
        out.places.add({placeMark, place->name(), token});
}

} // namespace gatehouse::trust
