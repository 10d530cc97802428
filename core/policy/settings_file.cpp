// SPDX-License-Identifier: Apache-2.0
#include "core/policy/settings_file.h"

#include "core/policy/file_error.h"
#include "core/policy/inspection_file.h"

#include <algorithm>
#include <array>
#include <limits>

namespace gatehouse::policy {
namespace {

constexpr std::size_t kMaxFileBytes = std::size_t{1} << 20;

/// One key of the table [limits].
struct Limit {
    std::string_view key;
    std::uint64_t least;
    std::uint64_t most;
    void (*set)(Settings&, std::uint64_t);
};

constexpr std::uint64_t kKibi = 1024;
constexpr std::uint64_t kMebi = kKibi * kKibi;
constexpr std::uint64_t kGibi = kKibi * kMebi;

constexpr std::array<Limit, 5> kLimits{{
    {"max_line_bytes", kKibi, kGibi, [](Settings& s, std::uint64_t v) { s.maxLineBytes = v; }},
    {"max_journal_bytes", kMebi, 64 * kGibi, [](Settings& s, std::uint64_t v) { s.maxJournalBytes = v; }},
    {"excerpt_bytes", 0, kGibi, [](Settings& s, std::uint64_t v) { s.excerptBytes = v; }},
    {"max_open_requests", 16, 1'000'000,
        [](Settings& s, std::uint64_t v) { s.maxOpenRequests = static_cast<std::uint32_t>(v); }},
    {"max_depth", 16, 100'000,
        [](Settings& s, std::uint64_t v) { s.maxDepth = static_cast<std::uint32_t>(v); }},
}};

base::Result<void> readLimits(const toml::table& limits, const std::string& name, Settings& settings)
{
    for (const auto& [key, value] : limits) {
        const auto known = std::find_if(kLimits.begin(), kLimits.end(),
            [word = key.str()](const Limit& limit) { return limit.key == word; });
        if (known == kLimits.end())
            return invalid(name, key.source(), "unknown key \"" + std::string(key.str()) + "\" in [limits]");
        const auto number = value.value_exact<std::int64_t>();
        if (!number || *number < 0 || static_cast<std::uint64_t>(*number) < known->least ||
            static_cast<std::uint64_t>(*number) > known->most)
            return invalid(name, value.source(),
                std::string(known->key) + " must be a whole number from " + std::to_string(known->least) +
                    " to " + std::to_string(known->most));
        known->set(settings, static_cast<std::uint64_t>(*number));
    }
    return {};
}

base::Result<void> readDefinitions(const toml::table& table, const std::string& name, Settings& settings)
{
    for (const auto& [key, value] : table) {
        if (key.str() != "wording")
            return invalid(
                name, key.source(), "unknown key \"" + std::string(key.str()) + "\" in [definitions]");
        const auto word = value.value_exact<std::string>();
        if (!word || (*word != "ask" && *word != "accept"))
            return invalid(name, value.source(), "wording must be \"ask\" or \"accept\"");
        settings.acceptsWording = *word == "accept";
    }
    return {};
}

base::Result<SourceFile> readSource(const std::string& path, std::string& text)
{
    SourceFile source{path, false, {}, {}};
    auto bytes = base::readFile(path, kMaxFileBytes, &source.stamp);
    if (!bytes) {
        if (bytes.error().code == base::ErrorCode::NotFound)
            return source;
        return bytes.error();
    }
    source.exists = true;
    source.hash = base::sha256(*bytes);
    text = std::move(*bytes);
    return source;
}

} // namespace

namespace {

void takeStricterValues(Settings& settings, const Settings& other)
{
    settings.maxLineBytes = std::min(settings.maxLineBytes, other.maxLineBytes);
    settings.maxJournalBytes = std::min(settings.maxJournalBytes, other.maxJournalBytes);
    settings.excerptBytes = std::min(settings.excerptBytes, other.excerptBytes);
    settings.maxOpenRequests = std::min(settings.maxOpenRequests, other.maxOpenRequests);
    settings.maxDepth = std::min(settings.maxDepth, other.maxDepth);
    settings.acceptsWording = settings.acceptsWording && other.acceptsWording;
    settings.requiresListing = settings.requiresListing || other.requiresListing;
    settings.forbiddenPackages.insert(
        settings.forbiddenPackages.end(), other.forbiddenPackages.begin(), other.forbiddenPackages.end());
}

/// All that any of them names; of two classes of one name both are searched for.
void takeClasses(Settings& settings, const Settings& other)
{
    for (const auto& dataClass : other.classes) {
        if (std::find(settings.classes.begin(), settings.classes.end(), dataClass) == settings.classes.end())
            settings.classes.push_back(dataClass);
    }
}

bool hasUsersRules(const Settings& settings)
{
    return std::any_of(settings.inspection.begin(), settings.inspection.end(),
        [](const InspectionRules& file) { return !file.isOrganisation; });
}

/// What an organisation says.
void tighten(Settings& settings, const Settings& organisation)
{
    takeStricterValues(settings, organisation);
    takeClasses(settings, organisation);
    for (auto file : organisation.inspection) {
        file.isOrganisation = true;
        settings.inspection.push_back(std::move(file));
    }
}

} // namespace

base::Result<Settings> parseSettings(std::string_view toml, const std::string& name)
{
    const auto parsed = toml::parse(toml, name);
    if (!parsed)
        return invalid(name, parsed.error().source(), std::string(parsed.error().description()));
    Settings settings;
    for (const auto& [key, value] : parsed.table()) {
        const auto* const table = value.as_table();
        if (key.str() == "limits" && table != nullptr) {
            if (const auto read = readLimits(*table, name, settings); !read)
                return read.error();
        } else if (key.str() == "definitions" && table != nullptr) {
            if (const auto read = readDefinitions(*table, name, settings); !read)
                return read.error();
        } else if (key.str() == "inspect" && table != nullptr) {
            auto rules = readInspection(*table, name);
            if (!rules)
                return rules.error();
            settings.inspection.push_back({std::move(*rules), false});
        } else if (key.str() == "classes" && table != nullptr) {
            auto classes = readClasses(*table, name);
            if (!classes)
                return classes.error();
            settings.classes = std::move(*classes);
        } else {
            return invalid(name, key.source(), "unknown table or key \"" + std::string(key.str()) + '"');
        }
    }
    return settings;
}

Settings stricter(const Settings& left, const Settings& right)
{
    auto both = left;
    takeStricterValues(both, right);
    takeClasses(both, right);
    both.inspection.insert(both.inspection.end(), right.inspection.begin(), right.inspection.end());
    // One of the two that says nothing leaves the defaults, which count beside what the other says.
    if (hasUsersRules(left) != hasUsersRules(right))
        both.inspection.emplace_back();
    return both;
}

base::Result<LoadedSettings> loadSettings(const std::string& userFile, const std::string& organisationFile)
{
    LoadedSettings loaded;
    for (const auto& path : {userFile, organisationFile}) {
        std::string text;
        auto source = readSource(path, text);
        if (!source)
            return source.error();
        if (source->exists) {
            const auto settings = parseSettings(text, path);
            if (!settings)
                return settings.error();
            if (path == userFile)
                loaded.settings = *settings;
            else
                tighten(loaded.settings, *settings);
        }
        loaded.sources.push_back(std::move(*source));
    }
    return loaded;
}

} // namespace gatehouse::policy
