// SPDX-License-Identifier: Apache-2.0
#include "core/store/definition_store.h"

#include "core/base/utf8.h"

#include <algorithm>

namespace gatehouse::store {
namespace {

constexpr std::string_view kSqlListed =
    "INSERT INTO definition (server_ref, kind, name, digest, standing, first_seen, listed_at)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6) ON CONFLICT (server_ref, kind, name) DO UPDATE SET"
    "  digest = iif((?6, ?4) > (listed_at, digest), ?4, digest),"
    "  standing = iif((?6, ?4, ?5) > (listed_at, digest, standing), ?5, standing),"
    "  first_seen = min(first_seen, ?6), listed_at = max(listed_at, ?6)";
constexpr std::string_view kSqlUsed =
    "INSERT INTO definition (server_ref, kind, name, digest, standing, first_seen, listed_at)"
    " VALUES (?1, ?2, ?3, '', '', ?4, 0) ON CONFLICT (server_ref, kind, name) DO UPDATE SET"
    "  first_seen = min(first_seen, ?4)";
constexpr std::string_view kSqlVersion =
    "INSERT INTO definition_version (server_ref, kind, name, digest, first_seen, last_seen, change, diff)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6, ?7) ON CONFLICT (server_ref, kind, name, digest) DO UPDATE SET"
    "  first_seen = min(first_seen, ?5), last_seen = max(last_seen, ?5),"
    "  change = max(change, ?6), diff = max(diff, ?7)";
constexpr std::string_view kSqlListing =
    "INSERT INTO listing (server_ref, kind, began_at, told_at, omitted) VALUES (?1, ?2, ?3, ?4, ?5)"
    " ON CONFLICT (server_ref, kind) DO UPDATE SET began_at = max(began_at, ?3),"
    "  omitted = iif(?4 > told_at, ?5, iif(?4 = told_at, max(omitted, ?5), omitted)), told_at = max(told_at, "
    "?4)";

constexpr std::string_view kSqlDropOldest =
    "DELETE FROM definition WHERE server_ref = ?1 AND (kind, name) IN (SELECT kind, name FROM definition"
    " WHERE server_ref = ?1 AND (?2 OR digest = '') ORDER BY listed_at DESC, first_seen DESC, kind, name "
    "LIMIT -1 OFFSET ?3)";
constexpr std::string_view kSqlDropVersions =
    "DELETE FROM definition_version WHERE server_ref = ?1 AND (kind, name, digest) IN (SELECT kind, name, "
    "digest FROM"
    " (SELECT kind, name, digest, row_number() OVER (PARTITION BY kind, name ORDER BY first_seen, digest) AS "
    "born,"
    "   row_number() OVER (PARTITION BY kind, name ORDER BY last_seen DESC, digest) AS age"
    "  FROM definition_version WHERE server_ref = ?1) WHERE born > 1 AND age > ?2)";
constexpr std::string_view kSqlDropOrphans =
    "DELETE FROM definition_version WHERE server_ref = ?1 AND NOT EXISTS (SELECT 1 FROM definition d"
    " WHERE d.server_ref = ?1 AND d.kind = definition_version.kind AND d.name = definition_version.name)";
constexpr std::string_view kSqlDropUse =
    "DELETE FROM usage WHERE server_ref = ?1 AND kind <> 'resource' AND NOT EXISTS (SELECT 1 FROM definition "
    "d"
    " WHERE d.server_ref = ?1 AND d.kind = usage.kind AND d.name = usage.name)";

// What a list lacks that was seen to its end is gone, unless that list is of a time that is still to come.
// Two versions in the last list: the server names two things alike.
// clang-format off
#define GATEHOUSE_OF_DEFINITION(what, table) "(SELECT " what " FROM " table " x WHERE x.server_ref = d.server_ref AND x.kind = d.kind AND x.name = d.name"
#define GATEHOUSE_DEFINITIONS                                                                                \
    "SELECT d.server_ref, d.kind, d.name, d.digest, d.standing, d.first_seen, d.listed_at, "                 \
    GATEHOUSE_OF_DEFINITION("sum(x.calls)", "usage") "), "                                                   \
    GATEHOUSE_OF_DEFINITION("sum(x.refused)", "usage") "), "                                                 \
    GATEHOUSE_OF_DEFINITION("max(x.last_at)", "usage") "), "                                                 \
    "ifnull(d.listed_at < l.began_at AND l.began_at <= ?1, 0), "                                             \
    GATEHOUSE_OF_DEFINITION("count(*)", "definition_version") "), "                                          \
    GATEHOUSE_OF_DEFINITION("count(*)", "definition_version") " AND d.listed_at > 0 AND x.last_seen >= d.listed_at)" \
    " FROM definition d LEFT JOIN listing l ON l.server_ref = d.server_ref AND l.kind = d.kind"
constexpr std::string_view kSqlOfServer = GATEHOUSE_DEFINITIONS " WHERE d.server_ref = ?2 ORDER BY d.kind, d.name";
constexpr std::string_view kSqlOfAll = GATEHOUSE_DEFINITIONS " ORDER BY d.server_ref, d.kind, d.name";
#undef GATEHOUSE_DEFINITIONS
#undef GATEHOUSE_OF_DEFINITION
// clang-format on

constexpr std::string_view kSqlVersions =
    "SELECT digest, first_seen, last_seen, change, diff FROM definition_version"
    " WHERE server_ref = ? AND kind = ? AND name = ? ORDER BY first_seen, last_seen, digest";
constexpr std::string_view kSqlAllVersions =
    "SELECT digest, first_seen, last_seen, change, diff, server_ref, kind, name FROM definition_version"
    " ORDER BY server_ref, kind, name, first_seen, last_seen, digest";
constexpr std::string_view kSqlOmitted =
    "SELECT server_ref, sum(omitted) FROM listing WHERE omitted > 0 GROUP BY server_ref";

model::DefinitionState stateOf(const std::string& standing, bool isListed, bool isGone)
{
    if (!isListed)
        return model::DefinitionState::NeverListed;
    if (isGone)
        return model::DefinitionState::Gone;
    if (standing == "suspended")
        return model::DefinitionState::Suspended;
    return standing == "denied" ? model::DefinitionState::Denied : model::DefinitionState::Listed;
}

base::Result<model::DefinitionRow> definitionOf(const Query& row)
{
    model::DefinitionRow tool;
    tool.serverRef = row.text(0);
    if (!model::fromText(row.text(1), tool.kind))
        return base::Error{base::ErrorCode::DatabaseDamaged, "a definition's kind is not known"};
    tool.name = row.text(2);
    tool.digest = row.text(3);
    tool.firstSeen = row.number(5);
    tool.lastSeen = std::max(row.number(6), row.number(9));
    tool.calls = static_cast<std::uint64_t>(row.number(7));
    tool.refused = static_cast<std::uint64_t>(row.number(8));
    tool.lastUsed = row.number(9);
    tool.state = stateOf(row.text(4), row.number(6) > 0, row.number(10) != 0);
    tool.versions = static_cast<int>(row.number(11));
    tool.isTwofold = row.number(12) > 1;
    return tool;
}

model::DefinitionVersion versionOf(const Query& row)
{
    return {row.text(0), row.number(1), row.number(2), row.text(3), row.text(4)};
}

} // namespace

base::Result<void> DefinitionStore::list(
    const std::string& ref, std::string_view kind, const ListedDefinition& one, base::UnixMilliseconds at)
{
    return m_database.query(kSqlListed)
        .bind(ref)
        .bind(kind)
        .bind(one.name)
        .bind(one.digest)
        .bind(one.standing)
        .bind(at)
        .perform();
}

base::Result<void> DefinitionStore::saw(
    const std::string& ref, const ListedPage& page, base::UnixMilliseconds at)
{
    for (const auto& one : page.definitions) {
        if (const auto listed = list(ref, page.kind, one, at); !listed)
            return listed;
        if (const auto kept = remark(ref, {page.kind, one.name, one.digest, one.change, {}}, at); !kept)
            return kept;
    }
    return m_database.query(kSqlListing)
        .bind(ref)
        .bind(page.kind)
        .bind(page.isLast ? page.beganAt : 0)
        .bind(at)
        .bind(page.omitted)
        .perform();
}

base::Result<void> DefinitionStore::sawOldForm(
    const std::string& ref, const std::vector<ListedDefinition>& tools, base::UnixMilliseconds at)
{
    for (const auto& tool : tools) {
        if (const auto listed = list(ref, model::toText(model::DefinitionKind::Tool), tool, at); !listed)
            return listed;
    }
    return {};
}

base::Result<void> DefinitionStore::remark(
    const std::string& ref, const VersionRemark& version, base::UnixMilliseconds at)
{
    return m_database.query(kSqlVersion)
        .bind(ref)
        .bind(version.kind)
        .bind(version.name)
        .bind(version.digest)
        .bind(at)
        .bind(version.change)
        .bind(base::truncateUtf8(version.diff, kMaxDiffBytes))
        .perform();
}

base::Result<void> DefinitionStore::used(
    const std::string& ref, std::string_view kind, const std::string& name, base::UnixMilliseconds at)
{
    return m_database.query(kSqlUsed).bind(ref).bind(kind).bind(name).bind(at).perform();
}

base::Result<void> DefinitionStore::prune(const std::string& ref)
{
    int dropped = 0;
    for (const bool isAll : {false, true}) {
        const auto ran = m_database.query(kSqlDropOldest)
                             .bind(ref)
                             .bind(isAll)
                             .bind(isAll ? kMaxDefinitions : kMaxUnlisted)
                             .run();
        if (!ran)
            return ran.error();
        dropped += *ran;
    }
    if (const auto ran = m_database.query(kSqlDropVersions).bind(ref).bind(kMaxVersions - 1).run(); !ran)
        return ran.error();
    if (dropped == 0)
        return {};
    if (const auto ran = m_database.query(kSqlDropOrphans).bind(ref).run(); !ran)
        return ran.error();
    return m_database.query(kSqlDropUse).bind(ref).perform();
}

base::Result<std::vector<model::DefinitionRow>> DefinitionStore::definitions(
    const std::string& ref, base::UnixMilliseconds now)
{
    std::vector<model::DefinitionRow> definitions;
    auto row = m_database.query(ref.empty() ? kSqlOfAll : kSqlOfServer);
    row.bind(now);
    if (!ref.empty())
        row.bind(ref);
    for (;;) {
        const auto more = row.next();
        if (!more)
            return more.error();
        if (!*more)
            return definitions;
        auto definition = definitionOf(row);
        if (!definition)
            return definition.error();
        definitions.push_back(std::move(*definition));
    }
}

base::Result<std::vector<model::DefinitionVersion>> DefinitionStore::versions(
    const std::string& ref, model::DefinitionKind kind, const std::string& name)
{
    std::vector<model::DefinitionVersion> versions;
    auto row = m_database.query(kSqlVersions);
    row.bind(ref).bind(model::toText(kind)).bind(name);
    for (;;) {
        const auto more = row.next();
        if (!more)
            return more.error();
        if (!*more)
            return versions;
        versions.push_back(versionOf(row));
    }
}

base::Result<std::map<DefinitionStore::VersionKey, std::vector<model::DefinitionVersion>>>
DefinitionStore::allVersions()
{
    std::map<VersionKey, std::vector<model::DefinitionVersion>> all;
    auto row = m_database.query(kSqlAllVersions);
    for (;;) {
        const auto more = row.next();
        if (!more)
            return more.error();
        if (!*more)
            return all;
        model::DefinitionKind kind{};
        if (!model::fromText(row.text(6), kind))
            continue;
        all[{row.text(5), {kind, row.text(7)}}].push_back(versionOf(row));
    }
}

base::Result<std::map<std::string, std::uint64_t>> DefinitionStore::omitted()
{
    std::map<std::string, std::uint64_t> omitted;
    auto row = m_database.query(kSqlOmitted);
    for (;;) {
        const auto more = row.next();
        if (!more)
            return more.error();
        if (!*more)
            return omitted;
        omitted[row.text(0)] = static_cast<std::uint64_t>(row.number(1));
    }
}

} // namespace gatehouse::store
