// SPDX-License-Identifier: Apache-2.0
#include "core/policy/file_error.h"
#include "core/policy/inspection_file.h"

#include <algorithm>
#include <array>

namespace gatehouse::policy {
namespace {

constexpr std::size_t kMaxClasses = 100;
constexpr std::size_t kMaxWords = 1000;
constexpr std::size_t kMaxWordBytes = 128;
constexpr std::size_t kLeastWordBytes = 3; // shorter ones are found everywhere
constexpr std::size_t kMaxPatternBytes = 1000;
constexpr std::array kFamilies{model::Family::Business, model::Family::Secret, model::Family::Personal};

bool isName(std::string_view name)
{
    return !name.empty() && name.size() <= 64 &&
        name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
}

base::Result<void> readWords(const toml::node& value, const std::string& file, DataClass& dataClass)
{
    const auto* const list = value.as_array();
    if (list == nullptr || list->size() > kMaxWords)
        return invalid(file, value.source(), "words must be a list of at most 1000 texts");
    for (const auto& element : *list) {
        auto word = element.value_exact<std::string>();
        if (!word || word->size() < kLeastWordBytes || word->size() > kMaxWordBytes)
            return invalid(file, element.source(), "a word must be a text of 3 to 128 bytes");
        dataClass.words.push_back(std::move(*word));
    }
    return {};
}

base::Result<void> readMember(
    const toml::key& key, const toml::node& value, const std::string& file, DataClass& dataClass)
{
    if (key.str() == "words")
        return readWords(value, file, dataClass);
    const auto text = value.value_exact<std::string>().value_or(std::string());
    if (key.str() == "pattern") {
        if (text.empty() || text.size() > kMaxPatternBytes)
            return invalid(file, value.source(), "pattern must be a text of 1 to 1000 bytes");
        dataClass.pattern = text;
        return {};
    }
    if (key.str() == "family") {
        const bool isKnown = model::fromText(text, dataClass.family) &&
            std::find(kFamilies.begin(), kFamilies.end(), dataClass.family) != kFamilies.end();
        return isKnown ? base::Result<void>()
                       : invalid(file, value.source(), "family must be business, secret or personal");
    }
    return invalid(file, key.source(), "unknown key \"" + std::string(key.str()) + "\" below [classes]");
}

} // namespace

base::Result<std::vector<DataClass>> readClasses(const toml::table& classes, const std::string& file)
{
    std::vector<DataClass> read;
    for (const auto& [key, value] : classes) {
        const auto* const table = value.as_table();
        DataClass dataClass;
        dataClass.name = key.str();
        if (table == nullptr || !isName(dataClass.name) || read.size() == kMaxClasses)
            return invalid(file, key.source(),
                "[classes.NAME] must be one of at most 100 tables, its name of small letters, digits and -");
        for (const auto& [member, content] : *table) {
            if (auto done = readMember(member, content, file, dataClass); !done)
                return done.error();
        }
        if (const auto checked = checkDataClass(dataClass); !checked)
            return invalid(
                file, key.source(), "the class \"" + dataClass.name + "\": " + checked.error().detail);
        read.push_back(std::move(dataClass));
    }
    return read;
}

} // namespace gatehouse::policy
