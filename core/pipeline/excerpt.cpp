// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/excerpt.h"

#include "core/base/utf8.h"
#include "core/inspect/redactor.h"
#include "core/pipeline/treatment.h"

namespace gatehouse::pipeline {
namespace {

std::string_view bodyOf(const jsonrpc::Message& message)
{
    for (const auto& member : {message.result, message.error, message.params}) {
        if (member)
            return member->raw();
    }
    return {};
}

bool isPrivate(model::Family family)
{
    return family == model::Family::Secret || family == model::Family::Personal;
}

} // namespace

std::string excerptOf(const Passage& passage, std::size_t maxBytes)
{
    const auto body = bodyOf(passage.message);
    const auto line = passage.message.line;
    if (body.empty() || maxBytes == 0 || !passage.isInspected)
        return {};
    const auto begin = static_cast<std::size_t>(body.data() - line.data());
    std::vector<inspect::Replacement> replacements;
    auto end = begin + std::min(body.size(), maxBytes);
    for (const auto& found : passage.found) {
        if (!isPrivate(found.rule->family) || found.source.begin < begin || found.source.begin >= end)
            continue;
        const bool isNumber = found.field.kind == mcp::TextField::Kind::Number;
        const auto source = inspect::Span{found.source.begin - begin, found.source.end - begin};
        replacements.push_back(
            {source, isNumber ? std::string("0") : "‹" + std::string(found.rule->id) + "›", isNumber});
        end = std::max(end, found.source.end);
    }
    if (replacements.empty())
        return std::string(base::truncateUtf8(body, maxBytes));
    return std::string(base::truncateUtf8(
        inspect::replaceIn(body.substr(0, end - begin), std::move(replacements)), maxBytes));
}

std::string shownText(const Passage& passage, std::string text)
{
    for (const auto& found : passage.found) {
        if (!isPrivate(found.rule->family) || found.source.size() == 0)
            continue;
        const auto written =
            passage.message.line.substr(found.source.begin, found.source.size()); // an id is kept as written
        const auto instead = "‹" + std::string(found.rule->id) + "›";
        for (const auto& value : {decodedPart(passage.message.line, found.source), std::string(written)}) {
            for (auto at = text.find(value); at != text.npos; at = text.find(value, at + instead.size()))
                text.replace(at, value.size(), instead);
        }
    }
    return text;
}

std::string shownMethod(const Passage& passage, std::string method)
{
    const bool isKnown = mcp::methodInfo(method).method != mcp::Method::Unknown;
    return isKnown ? method : shownText(passage, std::move(method));
}

} // namespace gatehouse::pipeline
