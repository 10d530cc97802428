// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/decoders/decoders.h"
#include "core/inspect/encoded_units.h"

namespace gatehouse::inspect {
namespace {

/// What is no unit stays as it is.
std::size_t decodeUnits(Encoding encoding, std::string_view run, std::size_t offset, DecodedText& out)
{
    const auto starts = startsOfUnits(encoding);
    std::size_t copied = 0;
    for (auto at = run.find_first_of(starts); at != std::string_view::npos;
         at = run.find_first_of(starts, at)) {
        const auto unit = encodedUnitAt(encoding, run, at);
        if (unit.length == 0) {
            ++at;
            continue;
        }
        out.copy(run.substr(copied, at - copied), offset + copied);
        const Span source{offset + at, offset + at + unit.length};
        const char byte = static_cast<char>(unit.codePoint);
        if (encoding == Encoding::Percent)
            out.replace(std::string_view(&byte, 1), source);
        else
            out.replace(unit.codePoint, source);
        at += unit.length;
        copied = at;
    }
    out.copy(run.substr(copied), offset + copied);
    return run.size();
}

} // namespace

std::size_t decodePercentRun(std::string_view run, std::size_t offset, DecodedText& out)
{
    return decodeUnits(Encoding::Percent, run, offset, out);
}

std::size_t decodeEscapesRun(std::string_view run, std::size_t offset, DecodedText& out)
{
    return decodeUnits(Encoding::Escapes, run, offset, out);
}

std::size_t decodeEntitiesRun(std::string_view run, std::size_t offset, DecodedText& out)
{
    return decodeUnits(Encoding::Entities, run, offset, out);
}

} // namespace gatehouse::inspect
