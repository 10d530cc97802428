// SPDX-License-Identifier: Apache-2.0
#include "core/intelligence/table_rows.h"

#include <algorithm>

namespace gatehouse::intelligence {
namespace {

using policy::ByteReader;
using policy::ByteWriter;
using policy::kLeastTextBytes;

template <typename Enum>
Enum readEnum(ByteReader& in, Enum last)
{
    const auto value = in.number<std::uint8_t>();
    if (value > static_cast<std::uint8_t>(last)) {
        in.spoil();
        return last;
    }
    return static_cast<Enum>(value);
}

VersionRange readRange(ByteReader& in)
{
    VersionRange range(in.count(1 + kLeastTextBytes));
    for (auto& event : range) {
        event.kind = readEnum(in, RangeEvent::Kind::LastAffected);
        event.version = in.text();
    }
    return range;
}

} // namespace

void write(ByteWriter& out, const TableSource& source)
{
    out.digest(source.keyId);
    out.text(source.head.title);
    out.number(source.head.sequence);
    out.number(source.head.issued);
    out.number(source.head.expires);
    out.number(source.head.lines);
    out.number(source.advisories);
    out.number(source.malicious);
    out.number(source.hashes);
    out.number(source.names);
    out.number(source.rules);
    out.flag(source.isOrganisation);
}

TableSource readSource(ByteReader& in)
{
    TableSource source;
    source.keyId = in.digest();
    source.head.title = in.text();
    source.head.sequence = in.number<std::uint64_t>();
    source.head.issued = in.signedNumber();
    source.head.expires = in.signedNumber();
    source.head.lines = in.number<std::uint64_t>();
    source.advisories = in.number<std::uint64_t>();
    source.malicious = in.number<std::uint64_t>();
    source.hashes = in.number<std::uint64_t>();
    source.names = in.number<std::uint64_t>();
    source.rules = in.number<std::uint64_t>();
    source.isOrganisation = in.flag();
    return source;
}

void write(ByteWriter& out, const Advisory& advisory, std::size_t source)
{
    out.number(static_cast<std::uint32_t>(source));
    out.number(static_cast<std::uint8_t>(advisory.ecosystem));
    out.text(advisory.package);
    out.text(advisory.id);
    out.texts(advisory.aliases);
    out.text(advisory.summary);
    out.number(static_cast<std::uint8_t>(advisory.severity));
    out.number(static_cast<std::uint32_t>(advisory.ranges.size()));
    for (const auto& range : advisory.ranges) {
        out.number(static_cast<std::uint32_t>(range.size()));
        for (const auto& event : range) {
            out.number(static_cast<std::uint8_t>(event.kind));
            out.text(event.version);
        }
    }
    out.texts(advisory.versions);
}

Table::FoundAdvisory readAdvisory(ByteReader& in)
{
    Table::FoundAdvisory found;
    found.source = in.number<std::uint32_t>();
    auto& advisory = found.advisory;
    advisory.ecosystem = readEnum(in, Ecosystem::PyPi);
    advisory.package = in.text();
    advisory.id = in.text();
    advisory.aliases = in.texts();
    advisory.summary = in.text();
    advisory.severity = readEnum(in, model::AdvisorySeverity::Critical);
    advisory.ranges.resize(in.count(kLeastTextBytes));
    for (auto& range : advisory.ranges)
        range = readRange(in);
    advisory.versions = in.texts();
    return found;
}

void write(ByteWriter& out, const DeniedHash& denied, std::size_t source)
{
    out.number(static_cast<std::uint32_t>(source));
    out.digest(denied.hash);
    out.text(denied.id);
    out.text(denied.why);
}

Table::FoundHash readHash(ByteReader& in)
{
    Table::FoundHash found;
    found.source = in.number<std::uint32_t>();
    found.denied.hash = in.digest();
    found.denied.id = in.text();
    found.denied.why = in.text();
    return found;
}

void write(ByteWriter& out, const PopularName& name)
{
    out.number(static_cast<std::uint8_t>(name.ecosystem));
    out.text(name.name);
}

PopularName readName(ByteReader& in)
{
    PopularName name;
    name.ecosystem = readEnum(in, Ecosystem::PyPi);
    name.name = in.text();
    return name;
}

void write(ByteWriter& out, const policy::DataClass& rule)
{
    out.text(rule.name);
    out.text(rule.pattern);
}

policy::DataClass readRule(ByteReader& in)
{
    policy::DataClass rule;
    rule.name = in.text();
    rule.pattern = in.text();
    return rule;
}

} // namespace gatehouse::intelligence
