// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/ascii.h"
#include "core/inspect/detector.h"

#include <algorithm>
#include <array>
#include <memory>

namespace gatehouse::inspect {
namespace {

constexpr std::array<Rule, 1> kEmailRules{
    {{"email-address", Family::Personal, Severity::Medium, "An e-mail address"}}};

// RFC 5321.
constexpr std::size_t kMostLocal = 64;
constexpr std::size_t kMostDomain = 253;
constexpr std::size_t kMostLabel = 63;

bool isLocalByte(char c)
{
    return ascii::isWordByte(c) || ascii::isOneOf(".+-%'!#$&*=?^`{|}~/", c);
}

/// Signs that end what stands before an address more often than they begin its name: 'a@b.c', {a@b.c},
/// x=a@b.c.
std::size_t beginOfLocal(std::string_view text, std::size_t at)
{
    auto begin = at;
    while (begin > 0 && at - begin <= kMostLocal && isLocalByte(text[begin - 1]))
        --begin;
    auto last = begin;
    for (auto i = begin; i < at; ++i) {
        if (!ascii::isWordByte(text[i]) && !ascii::isOneOf(".+-%", text[i]))
            last = i + 1;
    }
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

std::string lowered(std::string_view text)
{
    std::string out(text);
    std::ranges::transform(out, out.begin(), ascii::toLower);
    return out;
}

template <std::size_t Count>
bool isAnyOf(const std::array<std::string_view, Count>& words, std::string_view text)
{
    return std::ranges::find(words, text) != words.end();
}

/// Ends of names that are files, and what package managers write behind '@'.
bool isFileEnding(std::string_view label)
{
    static constexpr std::array<std::string_view, 44> kEndings{"png", "jpg", "jpeg", "gif", "svg", "webp",
        "ico", "pdf", "js", "mjs", "cjs", "ts", "tsx", "jsx", "css", "scss", "html", "htm", "json", "xml",
        "yaml", "yml", "toml", "lock", "txt", "log", "java", "cpp", "hpp", "php", "rb", "go", "kt", "swift",
        "zip", "tar", "gz", "tgz", "whl", "exe", "dll", "service", "target", "timer"};
    return isAnyOf(kEndings, label);
}

/// RFC 2606 and 6761, and names that networks give their own machines: nobody has an address there.
bool isReservedTop(std::string_view top)
{
    static constexpr std::array<std::string_view, 6> kTops{
        "test", "example", "invalid", "localhost", "local", "internal"};
    return isAnyOf(kTops, top);
}

bool isExampleDomain(std::string_view domain)
{
    const auto dot = domain.rfind('.');
    const auto top = domain.substr(dot + 1);
    const auto name = domain.substr(0, dot);
    return name.substr(name.rfind('.') + 1) == "example" && (top == "com" || top == "org" || top == "net");
}

/// Names of offices and machines, and those that stand in examples.
bool isNobody(std::string_view local)
{
    static constexpr std::array<std::string_view, 58> kNobodies{"a", "abc", "admin", "alice", "b", "bar",
        "baz", "billing", "bob", "bot", "ci", "contact", "demo", "dev", "developer", "email", "example",
        "first.last", "foo", "git", "hello", "help", "hi", "info", "jane", "jane.doe", "jdoe", "john",
        "john.doe", "johndoe", "mail", "maintainers", "me", "my", "my.email", "myemail", "name", "nobody",
        "office", "root", "sales", "security", "someone", "support", "team", "test", "test1", "tester",
        "user", "user1", "user2", "username", "webmaster", "x", "you", "your", "your-email", "your.email"};
    return isAnyOf(kNobodies, local) || local.starts_with("your") || local.starts_with("test");
}

/// Nobody reads what is sent there.
bool isUnread(std::string_view local)
{
    static constexpr std::array<std::string_view, 8> kUnread{
        "git", "noreply", "no-reply", "no_reply", "donotreply", "do-not-reply", "mailer-daemon", "hg"};
    return isAnyOf(kUnread, local) || local.ends_with("noreply");
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
        const auto begin = beginOfLocal(text, sighting.at);
        const auto local = lowered(text.substr(begin, sighting.at - begin));
        const auto domain = lowered(domainFrom(text, sighting.at + 1));
        const auto end = sighting.at + 1 + domain.size();
        const auto dot = domain.rfind('.');
        if (local.empty() || local.size() > kMostLocal || local.find("..") != std::string::npos ||
            local.ends_with('.') || dot == std::string::npos || !standsAlone(text, begin, end))
            return false;
        const auto top = std::string_view(domain).substr(dot + 1);
        const bool isTop = top.size() >= 2 && top.size() <= 24 &&
            (std::ranges::all_of(top, ascii::isLetter) || top.starts_with("xn--"));
        if (!isTop || isFileEnding(top) || isReservedTop(top))
            return false;
        sink.found(0, {begin, end}, confidenceOf(local, domain));
        return true;
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
