// SPDX-License-Identifier: Apache-2.0
#include "core/policy/inspection_row.h"

#include <string_view>

namespace gatehouse::policy {
namespace {

constexpr std::size_t kTextBytes = 4;        // an empty one
constexpr std::size_t kLeastClassBytes = 16; // three empty names and a count
constexpr std::size_t kLeastRuleBytes = 32;  // eight empty names or settings

/// By its name, so that an older program never takes one for another.
template <typename Setting>
void writeNamed(ByteWriter& out, const std::optional<Setting>& setting)
{
    out.text(setting ? model::toText(*setting) : std::string_view());
}

template <typename Setting>
std::optional<Setting> readNamed(ByteReader& in)
{
    const auto name = in.text();
    if (name.empty())
        return std::nullopt;
    Setting setting{};
    if (!model::fromText(name, setting))
        in.spoil();
    return setting;
}

} // namespace

void writeInspection(ByteWriter& out, const std::vector<InspectionRules>& files)
{
    out.number(static_cast<std::uint32_t>(files.size()));
    for (const auto& file : files) {
        out.flag(file.isOrganisation);
        out.number(static_cast<std::uint32_t>(file.rules.size()));
        for (const auto& rule : file.rules) {
            out.text(rule.server);
            writeNamed(out, rule.trust);
            writeNamed(out, rule.family);
            out.text(rule.rule);
            writeNamed(out, rule.channel);
            writeNamed(out, rule.treatment);
            writeNamed(out, rule.from);
            writeNamed(out, rule.style);
        }
    }
}

std::vector<InspectionRules> readInspectionRows(ByteReader& in)
{
    std::vector<InspectionRules> files(in.count(sizeof(std::uint8_t) + sizeof(std::uint32_t)));
    for (auto& file : files) {
        file.isOrganisation = in.flag();
        file.rules.resize(in.count(kLeastRuleBytes));
        for (auto& rule : file.rules) {
            rule.server = in.text();
            rule.trust = readNamed<model::TrustLevel>(in);
            rule.family = readNamed<model::Family>(in);
            rule.rule = in.text();
            rule.channel = readNamed<model::Channel>(in);
            rule.treatment = readNamed<model::Treatment>(in);
            rule.from = readNamed<model::Confidence>(in);
            rule.style = readNamed<model::RedactionStyle>(in);
        }
    }
    return files;
}

void writeClasses(ByteWriter& out, const std::vector<DataClass>& classes)
{
    out.number(static_cast<std::uint32_t>(classes.size()));
    for (const auto& dataClass : classes) {
        out.text(dataClass.name);
        out.text(dataClass.pattern);
        out.text(model::toText(dataClass.family));
        out.number(static_cast<std::uint32_t>(dataClass.words.size()));
        for (const auto& word : dataClass.words)
            out.text(word);
    }
}

std::vector<DataClass> readClassRows(ByteReader& in)
{
    std::vector<DataClass> classes(in.count(kLeastClassBytes));
    for (auto& dataClass : classes) {
        dataClass.name = in.text();
        dataClass.pattern = in.text();
        dataClass.family = readNamed<model::Family>(in).value_or(model::Family::Business);
        dataClass.words.resize(in.count(kTextBytes));
        for (auto& word : dataClass.words)
            word = in.text();
    }
    return classes;
}

} // namespace gatehouse::policy
