// SPDX-License-Identifier: Apache-2.0
#include "tests/eval/corpus.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

namespace gatehouse::eval {
namespace {

using Json = nlohmann::json;

struct CloseProgram {
    void operator()(std::FILE* file) const { ::pclose(file); }
};

/// `'` cannot end the word.
std::string shellWord(const std::string& text)
{
    std::string out = "'";
    for (const char c : text)
        out += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return out + "'";
}

std::string answer(const Json& result)
{
    return Json{{"jsonrpc", "2.0"}, {"id", 1}, {"result", result}}.dump(
        -1, ' ', false, Json::error_handler_t::replace);
}

/// The surface that `where` names; a text without one stands in a tool's result, where most text comes from.
void place(Item& item, const Json& object, const std::string& where)
{
    const auto hasMessage = object.contains("message");
    auto method = mcp::Method::ToolsCall;
    if (hasMessage && where == "prompts/list") {
        method = mcp::Method::PromptsList;
        item.line = answer({{"prompts", {object["message"]}}});
    } else if (hasMessage) {
        method = mcp::Method::ToolsList;
        item.line = answer({{"tools", {object["message"]}}});
    } else if (where == "tools/list.description") {
        method = mcp::Method::ToolsList;
        item.line = answer({{"tools", {{{"name", "t"}, {"description", item.text}}}}});
    } else if (where == "initialize.instructions") {
        method = mcp::Method::Initialize;
        item.line = answer({{"instructions", item.text}});
    } else if (where == "tools/call.arguments") {
        // What is written as an object is the arguments; their names say what each is for.
        auto arguments = Json::parse(item.text, nullptr, false);
        if (!arguments.is_object())
            arguments = {{"input", item.text}};
        item.isAnswer = false;
        item.line = Json{{"jsonrpc", "2.0"}, {"id", 1}, {"method", "tools/call"},
            {"params", {{"name", "t"}, {"arguments", arguments}}}}
                        .dump(-1, ' ', false, Json::error_handler_t::replace);
    } else {
        item.line = answer({{"content", {{{"type", "text"}, {"text", item.text}}}}});
    }
    item.method = &mcp::methodInfo(method);
}

/// [[type, start, end, text], …]
void readSpans(const Json& object, Item& item)
{
    if (!object.contains("meta") || !object["meta"].contains("spans"))
        return;
    for (const auto& span : object["meta"]["spans"]) {
        if (span.is_array() && span.size() == 4 && span[0].is_string() && span[3].is_string())
            item.spans.push_back({span[0].get<std::string>(), span[3].get<std::string>()});
    }
}

bool readLine(const std::string& line, Item& item)
{
    const auto object = Json::parse(line, nullptr, false);
    if (!object.is_object())
        return false;
    item.id = object.value("id", "");
    item.source = object.value("source", "");
    item.kind = object.value("kind", "");
    item.label = object.value("label", "");
    item.type = object.value("class", "");
    item.text = object.value("text", "");
    if (object.contains("meta") && object["meta"].contains("values")) {
        for (const auto& value : object["meta"]["values"]) {
            if (value.is_string())
                item.values.push_back(value.get<std::string>());
        }
    }
    readSpans(object, item);
    place(item, object, object.value("where", ""));
    return true;
}

bool readFile(const std::string& path, const std::function<void(const Item&)>& take)
{
    const auto command = (path.ends_with(".gz") ? "gzip -dc " : "cat ") + shellWord(path);
    const std::unique_ptr<std::FILE, CloseProgram> file(::popen(command.c_str(), "r"));
    if (!file)
        return false;
    std::string line;
    std::array<char, 65536> buffer{};
    while (std::fgets(buffer.data(), static_cast<int>(buffer.size()), file.get()) != nullptr) {
        line += buffer.data();
        if (!line.ends_with('\n'))
            continue;
        Item item;
        if (!readLine(line, item))
            return false;
        take(item);
        line.clear();
    }
    return true;
}

} // namespace

bool readCorpora(const std::string& folder, const std::function<void(const Item&)>& take)
{
    std::vector<std::string> paths;
    std::error_code failure;
    for (const auto& entry : std::filesystem::directory_iterator(folder, failure)) {
        const auto path = entry.path().string();
        if (path.ends_with(".jsonl") || path.ends_with(".jsonl.gz"))
            paths.push_back(path);
    }
    std::ranges::sort(paths);
    return !failure && !paths.empty() &&
        std::ranges::all_of(paths, [&take](const std::string& path) { return readFile(path, take); });
}

} // namespace gatehouse::eval
