// SPDX-License-Identifier: Apache-2.0
#include "core/policy/inspection_file.h"

#include "core/policy/file_error.h"

#include <algorithm>

namespace gatehouse::policy {
namespace {

constexpr std::size_t kMaxRules = 1000;
constexpr std::size_t kMaxNameBytes = 128;

class InspectionReader {
public:
    InspectionReader(const std::string& file, std::vector<InspectionRule>& rules)
        : m_file(file)
        , m_rules(rules)
    {
    }

    /// The tables of all servers, or of some: one, or those of a level of trust.
    base::Result<void> tables(const toml::table& table, const InspectionRule& about, bool isOfSome)
    {
        for (const auto& [key, value] : table) {
            const auto* const inner = value.as_table();
            if (inner == nullptr)
                return invalid(m_file, key.source(),
                    "\"" + std::string(key.str()) + "\" must be a table, such as [inspect.secret]");
            base::Result<void> read;
            if (key.str() == "rules")
                read = named(*inner, about, &InspectionRule::rule);
            else if (key.str() == "servers" && !isOfSome)
                read = servers(*inner);
            else if (key.str() == "trust" && !isOfSome)
                read = levels(*inner);
            else
                read = family(key, *inner, about);
            if (!read)
                return read.error();
        }
        return {};
    }

private:
    base::Result<void> servers(const toml::table& table)
    {
        for (const auto& [key, value] : table) {
            const auto* const inner = value.as_table();
            InspectionRule about;
            about.server = key.str();
            if (inner == nullptr || about.server.empty() || about.server.size() > kMaxNameBytes)
                return invalid(m_file, key.source(), "[inspect.servers.NAME…] must name a server's table");
            if (auto read = tables(*inner, about, true); !read)
                return read.error();
        }
        return {};
    }

    base::Result<void> levels(const toml::table& table)
    {
        for (const auto& [key, value] : table) {
            const auto* const inner = value.as_table();
            InspectionRule about;
            model::TrustLevel level{};
            if (inner == nullptr || !model::fromText(key.str(), level))
                return invalid(
                    m_file, key.source(), "[inspect.trust.LEVEL…] must be the table of low, normal or high");
            about.trust = level;
            if (auto read = tables(*inner, about, true); !read)
                return read.error();
        }
        return {};
    }

    base::Result<void> named(
        const toml::table& table, InspectionRule about, std::string InspectionRule::*name)
    {
        for (const auto& [key, value] : table) {
            const auto* const inner = value.as_table();
            about.*name = key.str();
            if (inner == nullptr || (about.*name).empty() || (about.*name).size() > kMaxNameBytes)
                return invalid(
                    m_file, key.source(), "[inspect.rules.NAME] must name a rule's or detector's table");
            if (auto read = settings(*inner, about); !read)
                return read.error();
        }
        return {};
    }

    base::Result<void> family(const toml::key& key, const toml::table& table, InspectionRule about)
    {
        model::Family family{};
        if (!model::fromText(key.str(), family))
            return invalid(
                m_file, key.source(), "unknown family \"" + std::string(key.str()) + "\" in [inspect]");
        about.family = family;
        return settings(table, about);
    }

    /// The settings of a table, and those of its channels.
    base::Result<void> settings(const toml::table& table, InspectionRule about)
    {
        auto own = about;
        for (const auto& [key, value] : table) {
            const auto* const inner = value.as_table();
            if (inner == nullptr) {
                if (auto read = setting(key, value, own); !read)
                    return read.error();
                continue;
            }
            model::Channel channel{};
            if (about.channel || !model::fromText(key.str(), channel))
                return invalid(m_file, key.source(), "unknown channel \"" + std::string(key.str()) + "\"");
            about.channel = channel;
            if (auto read = settings(*inner, about); !read)
                return read.error();
            about.channel.reset();
        }
        if (own.treatment || own.from || own.style) {
            if (m_rules.size() == kMaxRules)
                return invalid(m_file, table.source(), "more than 1000 tables below [inspect]");
            m_rules.push_back(std::move(own));
        }
        return {};
    }

    base::Result<void> setting(const toml::key& key, const toml::node& value, InspectionRule& rule)
    {
        const auto word = value.value_exact<std::string>().value_or(std::string());
        if (key.str() == "action")
            return read(word, value, rule.treatment, "off, flag, strip, fence, redact, hide, ask or block");
        if (key.str() == "from")
            return read(word, value, rule.from, "low, medium or high");
        if (key.str() == "style")
            return read(word, value, rule.style, "reversible, token or mask");
        return invalid(
            m_file, key.source(), "unknown key \"" + std::string(key.str()) + "\" below [inspect]");
    }

    template <typename Setting>
    base::Result<void> read(const std::string& word, const toml::node& value, std::optional<Setting>& setting,
        const char* choices)
    {
        Setting found{};
        if (!model::fromText(word, found))
            return invalid(m_file, value.source(), "must be one of " + std::string(choices));
        setting = found;
        return {};
    }

    const std::string& m_file;
    std::vector<InspectionRule>& m_rules;
};

} // namespace

base::Result<std::vector<InspectionRule>> readInspection(const toml::table& inspect, const std::string& file)
{
    std::vector<InspectionRule> rules;
    if (auto read = InspectionReader(file, rules).tables(inspect, {}, false); !read)
        return read.error();
    return rules;
}

} // namespace gatehouse::policy
