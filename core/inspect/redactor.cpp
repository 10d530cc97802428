// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/redactor.h"

#include "core/jsonrpc/value.h"

#include <algorithm>

namespace gatehouse::inspect {
namespace {

bool comesFirst(const Replacement& left, const Replacement& right)
{
    if (left.source.begin != right.source.begin)
        return left.source.begin < right.source.begin;
    // What is put in comes before what stands there.
    if ((left.source.size() == 0) != (right.source.size() == 0))
        return left.source.size() == 0;
    return left.source.end > right.source.end;
}

void append(std::string& line, const Replacement& replacement)
{
    if (replacement.isJson) {
        line += replacement.text;
        return;
    }
    const auto token = jsonrpc::encodeString(replacement.text);
    line.append(token, 1, token.size() - 2);
}

} // namespace

std::string replaceIn(std::string_view line, std::vector<Replacement> replacements)
{
    std::stable_sort(replacements.begin(), replacements.end(), comesFirst);
    std::string changed;
    changed.reserve(line.size() + 64 * replacements.size());
    std::size_t at = 0;
    for (std::size_t i = 0; i < replacements.size(); ++i) {
        const auto& one = replacements[i];
        if (one.source.begin < at) {
            // Its beginning is gone already: so is the rest of it.
            at = std::max(at, one.source.end);
            continue;
        }
        changed.append(line.substr(at, one.source.begin - at));
        append(changed, one);
        at = one.source.end;
    }
    changed.append(line.substr(at));
    return changed;
}

std::vector<Replacement> leaveOut(const std::vector<Span>& elements, const std::vector<bool>& isLeftOut)
{
    std::vector<Replacement> gaps;
    bool hasOneBefore = false;
    for (std::size_t i = 0; i < elements.size(); ++i) {
        if (!isLeftOut[i]) {
            hasOneBefore = true;
            continue;
        }
        // The comma in front of it goes with it, or the one behind it where it comes first.
        if (hasOneBefore)
            gaps.push_back({{elements[i - 1].end, elements[i].end}, {}, true});
        else
            gaps.push_back(
                {{elements[i].begin, i + 1 < elements.size() ? elements[i + 1].begin : elements[i].end}, {},
                    true});
    }
    return gaps;
}

} // namespace gatehouse::inspect
