// SPDX-License-Identifier: Apache-2.0
// A bundle that is signed with a trusted key may still hold anything, and so may a table's file: either is
// refused as a whole, or it comes back as it was. The first byte of an input says which of them it is.
#include "core/intelligence/assess.h"
#include "core/intelligence/bundle.h"
#include "core/intelligence/imitation.h"
#include "core/intelligence/lock_file.h"
#include "core/intelligence/version_order.h"
#include "tests/fuzz/fuzz_check.h"

#include <cstdint>
#include <string>
#include <string_view>

using namespace gatehouse;
using namespace gatehouse::intelligence;

namespace {

const SecretKey& fixedKey()
{
    // Of RFC 8032, 7.1, test 1: a key that everybody has.
    static const auto kKey =
        secretKeyFromText("gatehouse-list-secret-key-1:"
                          "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"
                          "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    return *kKey;
}

std::string headFor(std::string_view lines)
{
    std::size_t count = 0;
    for (const char c : lines)
        count += c == '\n' ? 1 : 0;
    return R"({"gatehouse-intelligence":1,"key":")" + base::toHex(idOfKey(fixedKey().publicKey())) +
        R"(","title":"t","sequence":1,"issued":0,"expires":0,"lines":)" + std::to_string(count) + "}\n";
}

std::string signedBundle(const std::string& payload)
{
    const auto id = idOfKey(fixedKey().publicKey());
    const auto signature = fixedKey().sign(payload);
    std::string bytes(kBundleMagic);
    bytes.append("\x01\0\0\0", 4).append(id.begin(), id.end()).append(signature.begin(), signature.end());
    return bytes + payload;
}

void lookUp(const Table& table, const BundleContent* content)
{
    model::LaunchIdentity identity;
    identity.package = model::PackageRun{"npx", "evil", "1.0.0", true};
    const auto all = allIssues(table, identity);
    const auto stopping = stoppingIssues(table, identity);
    if (content == nullptr)
        return;
    FUZZ_CHECK(all.hasValue() && stopping.hasValue());
    for (const auto& advisory : content->advisories) {
        const auto found = table.advisoriesOf(advisory.ecosystem, advisory.package);
        FUZZ_CHECK(found.hasValue() && !found->empty());
        for (const auto& one : *found)
            static_cast<void>(affects(one.advisory, "1.0.0"));
    }
}

void checkPayload(const std::string& payload)
{
    const auto opened = openBundle(signedBundle(payload), fixedKey().publicKey());
    if (!opened) {
        FUZZ_CHECK(
            opened.error().code == base::ErrorCode::IntelligenceInvalid && !opened.error().detail.empty());
        return;
    }
    const auto sealed = sealBundle(*opened, fixedKey());
    if (sealed) {
        const auto again = openBundle(*sealed, fixedKey().publicKey());
        FUZZ_CHECK(again.hasValue());
        const auto twice = sealBundle(*again, fixedKey());
        FUZZ_CHECK(twice.hasValue() && *twice == *sealed);
    }
    const auto table = Table::fromBytes(encodeTable({{base::Sha256{}, false, *opened}}));
    FUZZ_CHECK(table.hasValue());
    lookUp(*table, &*opened);
}

void checkVersions(std::string_view text)
{
    const auto middle = text.find('\n');
    const auto left = text.substr(0, middle);
    const auto right = middle == std::string_view::npos ? left : text.substr(middle + 1);
    for (const auto ecosystem : {Ecosystem::Npm, Ecosystem::PyPi}) {
        const auto one = compareVersions(ecosystem, left, right);
        const auto other = compareVersions(ecosystem, right, left);
        FUZZ_CHECK(one.has_value() == other.has_value());
        if (one)
            FUZZ_CHECK((*one < 0) == (*other > 0) && (*one == 0) == (*other == 0));
        const auto same = compareVersions(ecosystem, left, left);
        FUZZ_CHECK(!same || *same == 0);
    }
}

/// What a lock names comes sorted and once, whatever it holds, or it is refused with the reason.
void checkLock(LockKind kind, std::string_view text)
{
    const auto packages = packagesOfLock(kind, text);
    if (!packages) {
        FUZZ_CHECK(!packages.error().detail.empty());
        return;
    }
    FUZZ_CHECK(packages->size() <= kMaxLockedPackages);
    for (std::size_t at = 0; at < packages->size(); ++at) {
        FUZZ_CHECK(!(*packages)[at].name.empty() && !(*packages)[at].version.empty());
        FUZZ_CHECK(at == 0 || (*packages)[at - 1] < (*packages)[at]);
    }
}

void checkScore(std::string_view vector)
{
    const auto three = cvssBaseScore(vector);
    const auto four = cvss4Score(vector);
    FUZZ_CHECK(!three || (*three >= 0 && *three <= 100));
    FUZZ_CHECK(!four || (*four >= 0 && *four <= 100));
    FUZZ_CHECK(!three || !four);
}

void checkName(std::string_view name)
{
    static const NameIndex kNames({{Ecosystem::Npm, "lodash"}, {Ecosystem::Npm, "@scope/server-memory"}});
    const auto imitation = kNames.imitationOf(Ecosystem::Npm, name);
    FUZZ_CHECK(!imitation || imitation->of != name);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    if (input.empty())
        return 0;
    const std::string rest(input.substr(1));
    switch (input.front()) {
    case 'l': // lines behind a good head
        checkPayload(headFor(rest) + rest);
        break;
    case 'p': // all that is signed
        checkPayload(rest);
        break;
    case 'f': // the file itself
        FUZZ_CHECK(!openBundle(rest, makeSecretKey().publicKey()));
        static_cast<void>(openBundle(rest, fixedKey().publicKey()));
        break;
    case 'v':
        checkVersions(rest);
        break;
    case 'n':
        checkLock(LockKind::Npm, rest);
        break;
    case 'u':
        checkLock(LockKind::Poetry, rest);
        break;
    case 'r':
        checkLock(LockKind::Requirements, rest);
        break;
    case 'y':
        checkLock(LockKind::Yarn, rest);
        break;
    case 'm':
        checkLock(LockKind::Pnpm, rest);
        break;
    case 'b':
        checkLock(LockKind::Bun, rest);
        break;
    case 'c':
        checkScore(rest);
        break;
    case 'i':
        checkName(rest);
        break;
    default:
        if (const auto table = Table::fromBytes(rest))
            lookUp(*table, nullptr);
    }
    return 0;
}
