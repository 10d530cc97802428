// SPDX-License-Identifier: Apache-2.0
#include "core/intelligence/advisory_json.h"

#include "core/base/utf8.h"

#include <algorithm>
#include <array>
#include <optional>

namespace gatehouse::intelligence {
namespace {

using ipc::Json;

base::Error invalid(const std::string& what)
{
    return {base::ErrorCode::IntelligenceInvalid, "advisory: " + what};
}

/// The member where it is there and of this type; a null counts as missing, as OSV's tools write it.
base::Result<const Json*> member(const Json& object, const char* key, Json::value_t type)
{
    static const Json* const kNone = nullptr;
    const auto found = object.find(key);
    if (found == object.end() || found->is_null())
        return kNone;
    if (found->type() != type)
        return invalid(std::string(key) + " is of another type");
    return &*found;
}

base::Result<std::string> text(const Json& object, const char* key, std::size_t limit)
{
    const auto found = member(object, key, Json::value_t::string);
    if (!found)
        return found.error();
    if (*found == nullptr)
        return std::string();
    const auto& value = (*found)->get_ref<const std::string&>();
    if (value.size() > limit)
        return invalid(std::string(key) + " is too long");
    return value;
}

base::Result<std::vector<std::string>> texts(const Json& object, const char* key, std::size_t limit)
{
    std::vector<std::string> values;
    const auto found = member(object, key, Json::value_t::array);
    if (!found)
        return found.error();
    if (*found == nullptr)
        return values;
    if ((*found)->size() > limit)
        return invalid(std::string(key) + " has too many elements");
    for (const auto& one : **found) {
        if (!one.is_string() || one.get_ref<const std::string&>().size() > kMaxNameBytes)
            return invalid(std::string(key) + " has an element that is no short text");
        values.push_back(one.get<std::string>());
    }
    return values;
}

base::Result<VersionRange> rangeFrom(const Json& value)
{
    VersionRange range;
    const auto events = member(value, "events", Json::value_t::array);
    if (!events)
        return events.error();
    if (*events == nullptr || (*events)->empty() || (*events)->size() > kMaxVersions)
        return invalid("a range has no events, or too many");
    for (const auto& event : **events) {
        if (!event.is_object() || event.size() != 1)
            return invalid("an event is not one member");
        const auto& name = event.begin().key();
        if (name == "limit")
            continue; // of repositories' ranges alone
        const auto version = text(event, name.c_str(), kMaxNameBytes);
        if (!version)
            return version.error();
        if (version->empty())
            return invalid("an event has no version");
        if (name == "introduced")
            range.push_back({RangeEvent::Kind::Introduced, *version});
        else if (name == "fixed")
            range.push_back({RangeEvent::Kind::Fixed, *version});
        else if (name == "last_affected")
            range.push_back({RangeEvent::Kind::LastAffected, *version});
        else
            return invalid("an event is of no kind that is known");
    }
    return range;
}

base::Result<void> readRanges(const Json& affected, Advisory& advisory)
{
    const auto ranges = member(affected, "ranges", Json::value_t::array);
    if (!ranges)
        return ranges.error();
    if (*ranges == nullptr)
        return {};
    if ((*ranges)->size() > kMaxVersions)
        return invalid("too many ranges");
    for (const auto& one : **ranges) {
        if (!one.is_object())
            return invalid("a range is no object");
        const auto type = text(one, "type", kMaxNameBytes);
        if (!type)
            return type.error();
        if (*type != "SEMVER" && *type != "ECOSYSTEM")
            continue; // commits of a repository say nothing of a package
        auto range = rangeFrom(one);
        if (!range)
            return range.error();
        if (!range->empty())
            advisory.ranges.push_back(std::move(*range));
    }
    return {};
}

/// GitHub's word for it, where no vector is given that can be computed.
base::Result<model::AdvisorySeverity> severityFrom(const Json& object)
{
    const auto list = member(object, "severity", Json::value_t::array);
    if (!list)
        return list.error();
    auto severity = model::AdvisorySeverity::Unknown;
    if (*list != nullptr) {
        for (const auto& one : **list) {
            const auto score = one.is_object() ? text(one, "score", kMaxNameBytes)
                                               : base::Result<std::string>(invalid("severity is no object"));
            if (!score)
                return score.error();
            severity = std::max(severity, severityOfCvss(*score));
        }
    }
    const auto specific = object.find("database_specific");
    if (severity != model::AdvisorySeverity::Unknown || specific == object.end() || !specific->is_object())
        return severity;
    const auto word = specific->find("severity");
    if (word == specific->end() || !word->is_string())
        return severity;
    constexpr std::array<std::pair<std::string_view, model::AdvisorySeverity>, 5> kWords{
        {{"LOW", model::AdvisorySeverity::Low}, {"MODERATE", model::AdvisorySeverity::Medium},
            {"MEDIUM", model::AdvisorySeverity::Medium}, {"HIGH", model::AdvisorySeverity::High},
            {"CRITICAL", model::AdvisorySeverity::Critical}}};
    for (const auto& [name, value] : kWords) {
        if (word->get_ref<const std::string&>() == name)
            severity = value;
    }
    return severity;
}

/// Nothing where it is about a package of another ecosystem.
base::Result<std::optional<Advisory>> affectedFrom(const Json& affected, const Advisory& common)
{
    if (!affected.is_object())
        return invalid("affected has an element that is no object");
    const auto package = member(affected, "package", Json::value_t::object);
    if (!package)
        return package.error();
    if (*package == nullptr)
        return std::optional<Advisory>();
    const auto ecosystemName = text(**package, "ecosystem", kMaxNameBytes);
    if (!ecosystemName)
        return ecosystemName.error();
    const auto ecosystem = ecosystemOf(*ecosystemName);
    if (!ecosystem)
        return std::optional<Advisory>();
    const auto name = text(**package, "name", kMaxNameBytes);
    if (!name)
        return name.error();
    auto advisory = common;
    advisory.ecosystem = *ecosystem;
    advisory.package = normalisedName(*ecosystem, *name);
    if (advisory.package.empty())
        return invalid("a package has no name");
    if (const auto read = readRanges(affected, advisory); !read)
        return read.error();
    auto versions = texts(affected, "versions", kMaxVersions);
    if (!versions)
        return versions.error();
    advisory.versions = std::move(*versions);
    const auto severity = severityFrom(affected);
    if (!severity)
        return severity.error();
    advisory.severity = std::max(advisory.severity, *severity);
    // One that names no version says nothing of any, unless the package as such is bad.
    if (advisory.ranges.empty() && advisory.versions.empty() && !advisory.isMalicious())
        return std::optional<Advisory>();
    return std::optional(std::move(advisory));
}

base::Result<Advisory> commonFrom(const Json& document)
{
    Advisory common;
    const auto id = text(document, "id", kMaxIdBytes);
    if (!id)
        return id.error();
    const bool isPlain = !id->empty() && std::all_of(id->begin(), id->end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
            c == '_' || c == '.' || c == ':';
    });
    if (!isPlain)
        return invalid("id is missing or holds other characters than letters, digits and - _ . :");
    common.id = *id;
    constexpr std::size_t kAnyLength = std::size_t{1} << 20;
    const auto summary = text(document, "summary", kAnyLength);
    if (!summary)
        return summary.error();
    common.summary = base::truncateUtf8(base::printable(*summary), kMaxSummaryBytes);
    auto aliases = texts(document, "aliases", kMaxVersions);
    if (!aliases)
        return aliases.error();
    common.aliases = std::move(*aliases);
    if (common.aliases.size() > kMaxAliases)
        common.aliases.resize(kMaxAliases);
    const auto severity = severityFrom(document);
    if (!severity)
        return severity.error();
    common.severity = *severity;
    return common;
}

Json eventOf(const RangeEvent& event)
{
    switch (event.kind) {
    case RangeEvent::Kind::Introduced:
        return {{"introduced", event.version}};
    case RangeEvent::Kind::Fixed:
        return {{"fixed", event.version}};
    case RangeEvent::Kind::LastAffected:
        break;
    }
    return {{"last_affected", event.version}};
}

std::string githubWord(model::AdvisorySeverity severity)
{
    std::string word(toText(severity));
    std::transform(word.begin(), word.end(), word.begin(),
        [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    return word;
}

} // namespace

base::Result<std::vector<Advisory>> advisoriesFromOsv(const Json& document)
{
    std::vector<Advisory> advisories;
    if (!document.is_object())
        return invalid("not an object");
    const auto common = commonFrom(document);
    if (!common)
        return common.error();
    const auto withdrawn = member(document, "withdrawn", Json::value_t::string);
    if (!withdrawn)
        return withdrawn.error();
    const auto affected = member(document, "affected", Json::value_t::array);
    if (!affected)
        return affected.error();
    if (*affected == nullptr || *withdrawn != nullptr)
        return advisories;
    if ((*affected)->size() > kMaxVersions)
        return invalid("affected has too many elements");
    for (const auto& one : **affected) {
        auto advisory = affectedFrom(one, *common);
        if (!advisory)
            return advisory.error();
        if (*advisory)
            advisories.push_back(std::move(**advisory));
    }
    return advisories;
}

Json osvOf(const std::vector<Advisory>& advisories)
{
    Json affected = Json::array();
    for (const auto& one : advisories) {
        Json ranges = Json::array();
        for (const auto& range : one.ranges) {
            Json events = Json::array();
            for (const auto& event : range)
                events.push_back(eventOf(event));
            ranges.push_back({{"type", "ECOSYSTEM"}, {"events", std::move(events)}});
        }
        Json entry{{"package", {{"ecosystem", toText(one.ecosystem)}, {"name", one.package}}}};
        if (!ranges.empty())
            entry["ranges"] = std::move(ranges);
        if (!one.versions.empty())
            entry["versions"] = one.versions;
        affected.push_back(std::move(entry));
    }
    Json document{{"affected", std::move(affected)}};
    if (advisories.empty())
        return document;
    const auto& first = advisories.front();
    document["id"] = first.id;
    document["summary"] = first.summary;
    if (!first.aliases.empty())
        document["aliases"] = first.aliases;
    auto severity = model::AdvisorySeverity::Unknown;
    for (const auto& one : advisories)
        severity = std::max(severity, one.severity);
    if (severity != model::AdvisorySeverity::Unknown)
        document["database_specific"] = {{"severity", githubWord(severity)}};
    return document;
}

} // namespace gatehouse::intelligence
