// SPDX-License-Identifier: Apache-2.0
#include "core/service/server_candidates.h"

#include "core/base/hash.h"
#include "core/base/utf8.h"
#include "core/ipc/strict_json.h"
#include "core/service/registry_file.h"

#include <algorithm>
#include <set>

namespace gatehouse::service {
namespace {

using ipc::Json;

constexpr std::size_t kMaxClaim = 512;
constexpr std::size_t kMaxCandidateWords = 64;
constexpr std::size_t kMaxCandidateCommand = 4096;
constexpr std::size_t kCandidateIdDigits = 16;

std::string claimOf(const Json& object, const char* key)
{
    const auto found = object.is_object() ? object.find(key) : object.end();
    const auto* const text =
        object.is_object() && found != object.end() ? found->get_ptr<const std::string*>() : nullptr;
    // NUL ends a word of a command for the system, and not for whoever reads it here; and half a word is
    // none.
    const bool isGood = text != nullptr && text->size() <= kMaxClaim && text->find('\0') == std::string::npos;
    return isGood ? *text : std::string();
}

const Json& listOf(const Json& object, const char* key)
{
    static const Json kNone = Json::array();
    const auto found = object.is_object() ? object.find(key) : object.end();
    return object.is_object() && found != object.end() && found->is_array() ? *found : kNone;
}

/// Appends the words of runtimeArguments or packageArguments. False where a value is the user's to fill in.
bool appendArguments(const Json& list, std::vector<std::string>& argv)
{
    for (const auto& one : list) {
        const auto value = claimOf(one, "value");
        const auto name = claimOf(one, "name");
        const bool isNamed = claimOf(one, "type") == "named";
        const bool isCut = !one.is_object() || (one.contains("value") && value.empty());
        const bool isOpen = isCut || value.find('{') != std::string::npos || (value.empty() && !isNamed) ||
            (isNamed && name.empty());
        if (isOpen || argv.size() >= kMaxCandidateWords)
            return false;
        if (isNamed)
            argv.push_back(name);
        if (!value.empty())
            argv.push_back(value);
    }
    return true;
}

/// The words before the package's own; nothing for kinds that no client starts by a command.
std::vector<std::string> runnerOf(
    const std::string& type, const std::string& identifier, const std::string& version)
{
    if (type == "npm")
        return {"npx", "-y", identifier + "@" + version};
    if (type == "pypi")
        return {"uvx", identifier + "@" + version};
    if (type == "oci")
        return {"docker", "run", "-i", "--rm",
            identifier.find(':') == std::string::npos ? identifier + ":" + version : identifier};
    return {};
}

/// A name that is more than one would change the command that it stands in.
bool isPlain(const std::string& name)
{
    return !name.empty() && name.front() != '-' && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '@' ||
            c == '/' || c == '.' || c == '_' || c == '-' || c == '+' || c == ':';
    });
}

/// What a list may say to the runner. All else can make it run something else than the package that the
/// candidate names, or give it more of this machine.
bool isHarmlessOption(const std::string& word)
{
    static const std::set<std::string_view> kHarmless{
        "-y", "--yes", "-q", "--quiet", "--silent", "-i", "--interactive", "--rm", "--init"};
    return kHarmless.contains(word);
}

void readPackage(const Json& package, model::Candidate& candidate)
{
    const auto identifier = claimOf(package, "identifier");
    const auto version = claimOf(package, "version");
    if (!isPlain(identifier) || (!version.empty() && !isPlain(version))) {
        candidate.why = "no-plain-name";
        return;
    }
    if (version.empty() || version == "latest") {
        candidate.why = "no-version";
        return;
    }
    auto argv = runnerOf(claimOf(package, "registryType"), identifier, version);
    if (argv.empty()) {
        candidate.why = "unknown-kind";
        return;
    }
    // Options of the runner stand before the package's name.
    const auto name = argv.back();
    argv.pop_back();
    const auto ownWords = static_cast<std::ptrdiff_t>(argv.size());
    const bool isWhole = appendArguments(listOf(package, "runtimeArguments"), argv);
    if (!std::all_of(argv.begin() + ownWords, argv.end(), isHarmlessOption)) {
        candidate.why = "runner-options";
        return;
    }
    argv.push_back(name);
    if (!isWhole || !appendArguments(listOf(package, "packageArguments"), argv)) {
        candidate.why = "open-values";
        return;
    }
    candidate.argv = std::move(argv);
}

/// Why a person could not know by looking at it what would be approved; empty where he can.
std::string whyUnseen(const std::vector<std::string>& argv)
{
    std::size_t bytes = 0;
    for (const auto& word : argv) {
        bytes += word.size();
        if (base::printable(word) != word)
            return "hidden-characters";
    }
    return bytes > kMaxCandidateCommand ? "too-long" : "";
}

std::string candidateId(const model::Candidate& candidate)
{
    base::Sha256Stream hash;
    const auto add = [&](std::string_view text) {
        hash.update(std::to_string(text.size()) + ":");
        hash.update(text);
    };
    add(candidate.name);
    for (const auto& word : candidate.argv)
        add(word);
    return base::toHex(hash.finish()).substr(0, kCandidateIdDigits);
}

model::Candidate candidateOf(const Json& server)
{
    model::Candidate candidate;
    candidate.name = claimOf(server, "name");
    candidate.description = claimOf(server, "description");
    const auto& packages = listOf(server, "packages");
    candidate.why = packages.empty() ? "remote" : "";
    for (const auto& package : packages) {
        const auto transport = package.is_object() ? package.find("transport") : package.end();
        const bool isStdio = !package.is_object() || transport == package.end() ||
            claimOf(*transport, "type") == "stdio" || claimOf(*transport, "type").empty();
        if (isStdio && candidate.argv.empty())
            readPackage(package, candidate);
        else if (candidate.argv.empty())
            candidate.why = "not-stdio";
    }
    if (!candidate.argv.empty())
        candidate.why = whyUnseen(candidate.argv);
    if (!candidate.why.empty())
        candidate.argv.clear();
    candidate.id = candidateId(candidate);
    return candidate;
}

} // namespace

bool looksLikeCandidates(std::string_view bytes)
{
    const auto first = bytes.find_first_not_of(" \t\r\n");
    return first != std::string_view::npos && (bytes[first] == '{' || bytes[first] == '[');
}

base::Result<std::vector<model::Candidate>> readServerCandidates(
    std::string_view json, const std::string& source, base::UnixMilliseconds now)
{
    if (json.size() > kMaxRegistryBytes)
        return base::Error{base::ErrorCode::TooLarge, "the list is larger than 8 MiB"};
    const auto value = ipc::parseStrict(json);
    if (!value)
        return base::Error{base::ErrorCode::BadMessage, "the list is not read: " + value.error().detail};
    std::vector<const Json*> servers;
    if (value->is_object() && value->contains("servers")) {
        for (const auto& one : listOf(*value, "servers"))
            servers.push_back(one.is_object() && one.contains("server") ? &one.at("server") : &one);
    } else if (value->is_array()) {
        for (const auto& one : *value)
            servers.push_back(&one);
    } else {
        servers.push_back(&*value);
    }
    if (servers.size() > kMaxRegistryItems)
        return base::Error{base::ErrorCode::TooLarge, "the list names more than 10,000 servers"};
    std::vector<model::Candidate> candidates;
    std::set<std::string> ids;
    for (const auto* server : servers) {
        if (claimOf(*server, "name").empty())
            return base::Error{
                base::ErrorCode::BadMessage, "the list is not read: something in it has no name"};
        auto candidate = candidateOf(*server);
        candidate.source = source;
        candidate.firstSeen = now;
        if (ids.insert(candidate.id).second)
            candidates.push_back(std::move(candidate));
    }
    return candidates;
}

} // namespace gatehouse::service
