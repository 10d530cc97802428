// SPDX-License-Identifier: Apache-2.0
#include "core/intelligence/bundle.h"

#include "core/base/utf8.h"
#include "core/intelligence/advisory_json.h"
#include "core/ipc/json_members.h"
#include "core/policy/byte_codec.h"

#include <algorithm>
#include <map>

namespace gatehouse::intelligence {
namespace {

using ipc::Json;
using ipc::JsonMembers;

constexpr std::size_t kKeyIdOffset = 12;
constexpr std::size_t kSignatureOffset = kKeyIdOffset + 32;
constexpr std::size_t kMaxTitleBytes = 200;
constexpr std::size_t kMaxPatternBytes = 1000;
constexpr const char* kWhat = "gatehouse-intelligence";

base::Error invalidLine(std::uint64_t line, const std::string& what)
{
    return {base::ErrorCode::IntelligenceInvalid, "line " + std::to_string(line) + ": " + what};
}

base::Error notABundle(const std::string& what)
{
    return {base::ErrorCode::IntelligenceFormat, what};
}

base::Result<BundleHead> readHead(const Json& json, const base::Sha256& keyId)
{
    JsonMembers members(json, "head");
    BundleHead head;
    if (members.unsignedNumber(kWhat) != kBundleFormat)
        members.fail(kWhat, "is another format");
    if (members.text("key", kMaxNameBytes) != base::toHex(keyId))
        members.fail("key", "is not the key that the file names");
    head.title = members.text("title", kMaxTitleBytes);
    head.sequence = members.unsignedNumber("sequence");
    head.issued = members.signedNumber("issued");
    head.expires = members.signedNumber("expires");
    head.lines = members.unsignedNumber("lines");
    if (head.sequence == 0)
        members.fail("sequence", "is 0");
    if (head.issued < 0 || head.expires < 0)
        members.fail("issued", "or expires is before 1970");
    if (const auto done = members.finish(); !done)
        return done.error();
    return head;
}

base::Result<void> readHash(const Json& json, BundleContent& content)
{
    JsonMembers members(json, "hash");
    DeniedHash denied;
    const auto hash = base::sha256FromHex(members.text("sha256", kMaxNameBytes));
    if (!hash)
        members.fail("sha256", "is no SHA-256");
    else
        denied.hash = *hash;
    denied.id = members.text("id", kMaxIdBytes);
    denied.why = members.text("why", kMaxSummaryBytes);
    if (denied.id.empty())
        members.fail("id", "is empty");
    if (const auto done = members.finish(); !done)
        return done.error();
    content.hashes.push_back(std::move(denied));
    return {};
}

base::Result<void> readName(const Json& json, BundleContent& content)
{
    JsonMembers members(json, "name");
    const auto ecosystem = ecosystemOf(members.text("ecosystem", kMaxNameBytes));
    const auto name = members.text("name", kMaxNameBytes);
    if (!ecosystem)
        members.fail("ecosystem", "is neither npm nor PyPI");
    if (name.empty())
        members.fail("name", "is empty");
    if (const auto done = members.finish(); !done)
        return done.error();
    content.names.push_back({*ecosystem, normalisedName(*ecosystem, name)});
    return {};
}

bool isRuleName(std::string_view name)
{
    constexpr std::size_t kMax = 48;
    return !name.empty() && name.size() <= kMax &&
        name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
}

base::Result<void> readRule(const Json& json, BundleContent& content)
{
    JsonMembers members(json, "rule");
    policy::DataClass rule;
    rule.name = members.text("name", kMaxNameBytes);
    rule.pattern = members.text("pattern", kMaxPatternBytes);
    if (!isRuleName(rule.name))
        members.fail("name", "is not 1 to 48 small letters, digits and -");
    if (content.rules.size() == kMaxBundleRules)
        members.fail("name", "is of one rule too many");
    if (const auto done = members.finish(); !done)
        return done.error();
    if (const auto checked = policy::checkDataClass(rule); !checked)
        return checked.error();
    content.rules.push_back(std::move(rule));
    return {};
}

base::Result<void> readAdvisory(const Json& json, BundleContent& content)
{
    auto advisories = advisoriesFromOsv(json);
    if (!advisories)
        return advisories.error();
    std::move(advisories->begin(), advisories->end(), std::back_inserter(content.advisories));
    return {};
}

base::Result<void> readLine(const Json& json, BundleContent& content)
{
    if (!json.is_object() || json.size() != 1)
        return base::Error{base::ErrorCode::IntelligenceInvalid, "not an object of one member"};
    const auto& kind = json.begin().key();
    const auto& value = json.begin().value();
    if (kind == "advisory")
        return readAdvisory(value, content);
    if (kind == "hash")
        return readHash(value, content);
    if (kind == "name")
        return readName(value, content);
    if (kind == "rule")
        return readRule(value, content);
    return base::Error{base::ErrorCode::IntelligenceInvalid, "holds something that is not known"};
}

/// A name that stands for two things would be understood by two readers differently.
base::Result<void> checkTwice(const BundleContent& content)
{
    std::map<std::string_view, int> seen;
    for (const auto& rule : content.rules) {
        if (++seen[rule.name] > 1)
            return base::Error{
                base::ErrorCode::IntelligenceInvalid, "the rule " + rule.name + " is there twice"};
    }
    return {};
}

base::Result<BundleContent> readPayload(std::string_view payload, const base::Sha256& keyId)
{
    BundleContent content;
    std::uint64_t number = 0;
    while (!payload.empty()) {
        const auto end = payload.find('\n');
        ++number;
        if (end == std::string_view::npos)
            return invalidLine(number, "does not end");
        if (end > kMaxBundleLineBytes || number > kMaxBundleLines)
            return invalidLine(number, "too long, or one too many");
        const auto json = ipc::parseStrict(payload.substr(0, end));
        payload.remove_prefix(end + 1);
        if (!json)
            return invalidLine(number, json.error().detail);
        if (number == 1) {
            auto head = readHead(*json, keyId);
            if (!head)
                return invalidLine(number, head.error().detail);
            content.head = std::move(*head);
            continue;
        }
        if (const auto read = readLine(*json, content); !read)
            return invalidLine(number, read.error().detail);
    }
    if (number == 0 || content.head.lines != number - 1)
        return invalidLine(number, "the file has more or fewer lines than its head says");
    if (const auto checked = checkTwice(content); !checked)
        return checked.error();
    return content;
}

class Payload {
public:
    base::Result<void> add(const Json& json)
    {
        const auto line = ipc::toText(json);
        if (line.size() > kMaxBundleLineBytes || m_text.size() + line.size() + 1 > kMaxBundleBytes)
            return base::Error{
                base::ErrorCode::TooLarge, "the bundle, or one line of it, would be too large"};
        m_text.append(line).push_back('\n');
        ++m_lines;
        return {};
    }
    std::uint64_t lines() const { return m_lines; }
    const std::string& text() const { return m_text; }

private:
    std::string m_text;
    std::uint64_t m_lines = 0;
};

/// Advisories that came from one document stand behind each other and go into one line again.
base::Result<void> addAdvisories(const std::vector<Advisory>& advisories, Payload& payload)
{
    for (auto at = advisories.begin(); at != advisories.end();) {
        const auto end =
            std::find_if(at, advisories.end(), [&](const Advisory& one) { return one.id != at->id; });
        if (const auto done = payload.add({{"advisory", osvOf({at, end})}}); !done)
            return done;
        at = end;
    }
    return {};
}

base::Result<Payload> payloadOf(const BundleContent& content)
{
    Payload payload;
    if (const auto done = addAdvisories(content.advisories, payload); !done)
        return done.error();
    std::vector<Json> others;
    for (const auto& one : content.hashes)
        others.push_back({{"hash", {{"sha256", base::toHex(one.hash)}, {"id", one.id}, {"why", one.why}}}});
    for (const auto& one : content.names)
        others.push_back({{"name", {{"ecosystem", toText(one.ecosystem)}, {"name", one.name}}}});
    for (const auto& one : content.rules)
        others.push_back({{"rule", {{"name", one.name}, {"pattern", one.pattern}}}});
    for (const auto& one : others) {
        if (const auto done = payload.add(one); !done)
            return done.error();
    }
    return payload;
}

} // namespace

base::Result<base::Sha256> keyIdOf(std::string_view bundle)
{
    if (bundle.size() > kMaxBundleBytes)
        return base::Error{base::ErrorCode::TooLarge, "more than 64 MiB"};
    if (bundle.size() < kBundleHeaderBytes || !bundle.starts_with(kBundleMagic))
        return notABundle("not a list of Gatehouse's, or cut off");
    policy::ByteReader in(bundle.substr(kBundleMagic.size()));
    if (const auto format = in.number<std::uint32_t>(); format != kBundleFormat)
        return notABundle("format " + std::to_string(format) + "; this program reads format " +
            std::to_string(kBundleFormat));
    base::Sha256 id{};
    const auto bytes = in.raw(id.size());
    std::copy(bytes.begin(), bytes.end(), id.begin());
    return id;
}

base::Result<BundleContent> openBundle(std::string_view bundle, const PublicKey& key)
{
    const auto id = keyIdOf(bundle);
    if (!id)
        return id.error();
    const auto signature = bundle.substr(kSignatureOffset, kBundleHeaderBytes - kSignatureOffset);
    const auto payload = bundle.substr(kBundleHeaderBytes);
    if (*id != idOfKey(key) || !base::isSignedBy(key, payload, signature))
        return base::Error{base::ErrorCode::IntelligenceSignature,
            "the signature is not that of the key " + fingerprint(*id) + " over what the file holds"};
    return readPayload(payload, *id);
}

base::Result<std::string> sealBundle(const BundleContent& content, const SecretKey& key)
{
    const auto body = payloadOf(content);
    if (!body)
        return body.error();
    const auto id = idOfKey(key.publicKey());
    Payload whole;
    const Json head{{kWhat, kBundleFormat}, {"key", base::toHex(id)}, {"title", content.head.title},
        {"sequence", content.head.sequence}, {"issued", content.head.issued},
        {"expires", content.head.expires}, {"lines", body->lines()}};
    if (const auto done = whole.add(head); !done)
        return done.error();
    const auto payload = whole.text() + body->text();
    policy::ByteWriter out;
    out.raw(kBundleMagic);
    out.number(kBundleFormat);
    out.raw({reinterpret_cast<const char*>(id.data()), id.size()});
    const auto signature = key.sign(payload);
    out.raw({reinterpret_cast<const char*>(signature.data()), signature.size()});
    out.raw(payload);
    auto bytes = out.take();
    if (bytes.size() > kMaxBundleBytes)
        return base::Error{base::ErrorCode::TooLarge, "the bundle would have more than 64 MiB"};
    // What cannot be read again must not be handed out.
    if (const auto opened = openBundle(bytes, key.publicKey()); !opened)
        return opened.error();
    return bytes;
}

} // namespace gatehouse::intelligence
