// SPDX-License-Identifier: Apache-2.0
#include "tests/eval/train/written_texts.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <vector>

namespace gatehouse::eval {
namespace {

using Json = nlohmann::json;

bool readPair(const std::string& line, WrittenPair& pair)
{
    const auto object = Json::parse(line, nullptr, false);
    if (!object.is_object())
        return false;
    for (const auto& [name, value] : {std::pair{"language", &pair.language}, std::pair{"class", &pair.type},
             std::pair{"attack", &pair.attack}, std::pair{"twin", &pair.twin}}) {
        if (const auto found = object.find(name); found != object.end() && found->is_string())
            *value = found->get<std::string>();
    }
    return !pair.language.empty() && !pair.type.empty() && !pair.twin.empty();
}

} // namespace

bool readWrittenPairs(const std::string& folder, const std::function<void(const WrittenPair&)>& take)
{
    std::vector<std::filesystem::path> paths;
    std::error_code failure;
    for (const auto& entry : std::filesystem::directory_iterator(folder, failure)) {
        if (entry.path().extension() == ".jsonl")
            paths.push_back(entry.path());
    }
    std::ranges::sort(paths);
    for (const auto& path : paths) {
        std::ifstream file(path);
        for (std::string line; std::getline(file, line);) {
            WrittenPair pair;
            if (!readPair(line, pair))
                return false;
            take(pair);
        }
        if (!file.eof())
            return false;
    }
    return !failure && !paths.empty();
}

} // namespace gatehouse::eval
