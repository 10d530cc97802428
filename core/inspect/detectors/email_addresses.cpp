// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/ascii.h"
#include "core/inspect/detector.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <span>

namespace gatehouse::inspect {
namespace {

constexpr std::array<Rule, 1> kEmailRules{
    {{"email-address", Family::Personal, Severity::Medium, "An e-mail address"}}};

// RFC 5321.
constexpr std::size_t kMostLocal = 64;
constexpr std::size_t kMostDomain = 253;
constexpr std::size_t kMostLabel = 63;

/// What the names have that people have. More is allowed, '!' and '=' and so on, but that ends what stands
/// before an address more often than it begins one: 'a@b.c', {a@b.c}, x=a@b.c.
constexpr auto kNameBytes = [] {
    std::array<bool, 256> is{};
    for (std::size_t i = 0; i < is.size(); ++i)
        is[i] = ascii::isWordByte(static_cast<char>(i)) || ascii::isOneOf(".+-%", static_cast<char>(i));
    return is;
}();

std::size_t beginOfLocal(std::string_view text, std::size_t at)
{
    auto begin = at;
    while (begin > 0 && at - begin <= kMostLocal && kNameBytes[static_cast<unsigned char>(text[begin - 1])])
        --begin;
    auto last = begin;
    while (last < at && !ascii::isWordByte(text[last]))
        ++last;
    return last;
}

/// The host's name from `begin` on, as far as its labels are right.
std::string_view domainFrom(std::string_view text, std::size_t begin)
{
    const auto rest = text.substr(begin, kMostDomain + 1);
    std::size_t end = 0; // behind the last whole label
    std::size_t label = 0;
    for (std::size_t i = 0; i <= rest.size(); ++i) {
        if (i < rest.size() && (ascii::isLetterOrDigit(rest[i]) || (rest[i] == '-' && i > label)))
            continue;
        if (i == label || i - label > kMostLabel)
            break;
        end = i;
        if (i == rest.size() || rest[i] != '.')
            break;
        label = i + 1;
    }
    auto domain = rest.substr(0, end);
    while (domain.ends_with('-') || domain.ends_with('.'))
        domain.remove_suffix(1);
    return domain;
}

/// In small letters, without allocating.
class Lowered {
public:
    /// Not longer than a domain.
    explicit Lowered(std::string_view text)
        : m_size(text.size())
    {
        std::ranges::transform(text, m_letters.begin(), ascii::toLower);
    }
    std::string_view text() const { return {m_letters.data(), m_size}; }

private:
    std::array<char, kMostDomain> m_letters;
    std::size_t m_size;
};

/// Words that begin with small letters, by those.
template <std::size_t Count>
class Words {
public:
    constexpr explicit Words(std::array<std::string_view, Count> words)
        : m_words(words)
    {
        std::ranges::sort(m_words);
        for (const auto word : m_words)
            ++m_begins[static_cast<std::size_t>(word.front() - 'a') + 1];
        for (std::size_t i = 1; i < m_begins.size(); ++i)
            m_begins[i] = static_cast<std::uint8_t>(m_begins[i] + m_begins[i - 1]);
    }
    bool has(std::string_view text) const
    {
        if (text.empty() || text.front() < 'a' || text.front() > 'z')
            return false;
        const auto letter = static_cast<std::size_t>(text.front() - 'a');
        const auto words =
            std::span(m_words).subspan(m_begins[letter], m_begins[letter + 1] - m_begins[letter]);
        return std::ranges::find(words, text) != words.end();
    }

private:
    static_assert(Count < 256);
    std::array<std::string_view, Count> m_words;
    std::array<std::uint8_t, 27> m_begins{};
};

/// Ends of names that are files, and what package managers write behind '@'.
constexpr Words kFileEndings(std::to_array<std::string_view>({"png", "jpg", "jpeg", "gif", "svg", "webp",
    "ico", "pdf", "js", "mjs", "cjs", "ts", "tsx", "jsx", "css", "scss", "html", "htm", "json", "xml", "yaml",
    "yml", "toml", "lock", "txt", "log", "java", "cpp", "hpp", "php", "rb", "go", "kt", "swift", "zip", "tar",
    "gz", "tgz", "whl", "exe", "dll", "service", "target", "timer"}));

/// RFC 2606 and 6761, and names that networks give their own machines: nobody has an address there.
constexpr Words kReservedTops(
    std::to_array<std::string_view>({"test", "example", "invalid", "localhost", "local", "internal"}));

bool isExampleDomain(std::string_view domain)
{
    const auto dot = domain.rfind('.');
    const auto top = domain.substr(dot + 1);
    const auto name = domain.substr(0, dot);
    return name.substr(name.rfind('.') + 1) == "example" && (top == "com" || top == "org" || top == "net");
}

/// Names of offices and machines, and those that stand in examples.
constexpr Words kNobodies(std::to_array<std::string_view>({"a", "abc", "admin", "alice", "b", "bar", "baz",
    "billing", "bob", "bot", "ci", "contact", "demo", "dev", "developer", "email", "example", "first.last",
    "foo", "git", "hello", "help", "hi", "info", "jane", "jane.doe", "jdoe", "john", "john.doe", "johndoe",
    "mail", "maintainers", "me", "my", "my.email", "myemail", "name", "nobody", "office", "root", "sales",
    "security", "someone", "support", "team", "test", "test1", "tester", "user", "user1", "user2", "username",
    "webmaster", "x", "you", "your", "your-email", "your.email"}));

bool isNobody(std::string_view local)
{
    return kNobodies.has(local) || local.starts_with("your") || local.starts_with("test");
}

/// Nobody reads what is sent there.
constexpr Words kUnread(std::to_array<std::string_view>(
    {"git", "noreply", "no-reply", "no_reply", "donotreply", "do-not-reply", "mailer-daemon", "hg"}));

bool isUnread(std::string_view local)
{
    return kUnread.has(local) || local.ends_with("noreply");
}

/// False for "git@host:path" and "user:password@host", which are parts of addresses of another kind.
bool standsAlone(std::string_view text, std::size_t begin, std::size_t end)
{
    if (begin >= 1 && text[begin - 1] == ':' && begin >= 2 && ascii::isWordByte(text[begin - 2])) {
        const auto head =
            text.substr(begin - std::min<std::size_t>(begin, 80), std::min<std::size_t>(begin, 80));
        return head.rfind("://") == std::string_view::npos ||
            head.find_first_of(" \t\n\"'<>", head.rfind("://")) != std::string_view::npos;
    }
    if (begin >= 3 && text.substr(begin - 3, 3) == "://")
        return false;
    const bool isScpPath = end + 1 < text.size() && text[end] == ':' && ascii::isWordByte(text[end + 1]);
    return !isScpPath && !(end < text.size() && text[end] == '@');
}

Confidence confidenceOf(std::string_view local, std::string_view domain)
{
    if (isUnread(local) || domain.ends_with("noreply.github.com") || domain.ends_with("noreply.gitlab.com"))
        return Confidence::Low;
    // Documents with invented persons have such addresses as often as examples do: the name decides.
    return isExampleDomain(domain) && isNobody(local) ? Confidence::Low : Confidence::Medium;
}

class EmailAddressesDetector final : public Detector {
public:
    std::string_view id() const override { return "email-addresses"; }
    std::span<const Rule> rules() const override { return kEmailRules; }
    std::span<const Sample> samples() const override;
    std::span<const Mark> marks() const override
    {
        static constexpr std::array<Mark, 1> kMarks{Mark::At};
        return kMarks;
    }

    bool onMark(const Look& look, const Sighting& sighting, FindingSink& sink) const override
    {
        const auto& text = look.text;
        // The domain first: most of what has a sign '@' has none.
        const auto place = domainFrom(text, sighting.at + 1);
        const auto dot = place.rfind('.');
        if (dot == std::string_view::npos || place.size() > kMostDomain || !isTop(place.substr(dot + 1)))
            return false;
        const auto begin = beginOfLocal(text, sighting.at);
        const auto name = text.substr(begin, sighting.at - begin);
        const auto end = sighting.at + 1 + place.size();
        if (name.empty() || name.size() > kMostLocal || name.find("..") != std::string_view::npos ||
            name.ends_with('.') || !standsAlone(text, begin, end))
            return false;
        const Lowered local(name);
        const Lowered domain(place);
        const auto top = domain.text().substr(dot + 1);
        if (kFileEndings.has(top) || kReservedTops.has(top))
            return false;
        sink.found(0, {begin, end}, confidenceOf(local.text(), domain.text()));
        return true;
    }

private:
    static bool isTop(std::string_view label)
    {
        const bool isInternational = label.size() > 4 && label.substr(2, 2) == "--" &&
            ascii::toLower(label[0]) == 'x' && ascii::toLower(label[1]) == 'n';
        return label.size() >= 2 && label.size() <= 24 &&
            (isInternational || std::ranges::all_of(label, ascii::isLetter));
    }
};

std::span<const Sample> EmailAddressesDetector::samples() const
{
    static const std::vector<Sample> kSamples{{"write to mara.lindqvist@posteo.net.", "email-address"},
        {"<m_lind+news@mail.firma.co.uk>", "email-address"},
        {"mailto:mara@xn--bcher-kva.example2.de", "email-address"},
        {"{\"to\":\"mara.lindqvist@example.com\"}", "email-address"},
        {"联系mara88@firma.cn谢谢", "email-address"}, {"x='o.brien@firma.ie'", "email-address"},
        {"git clone git@github.com:owner/repo.git", ""}, {"npm i left-pad@1.3.0 react@next", ""},
        {"icon@2x.png", ""}, {"@angular/core and @types/node", ""},
        {"postgres://db.example.com/x?user@host", ""}, {"a@b", ""}, {"logo@3x.sketch.svg", ""},
        {"systemctl start getty@tty1.service", ""}};
    return kSamples;
}

} // namespace

std::unique_ptr<const Detector> makeEmailAddressesDetector();
std::unique_ptr<const Detector> makeEmailAddressesDetector()
{
    return std::make_unique<EmailAddressesDetector>();
}

} // namespace gatehouse::inspect
