// SPDX-License-Identifier: Apache-2.0
#include "core/journal/line_format.h"

#include "core/base/utf8.h"
#include "core/journal/json_scanner.h"
#include "core/journal/json_text.h"

#include <charconv>

namespace gatehouse::journal {
namespace {

// What a peer can make long is cut here as well, so that no caller can make a line that the reader would
// refuse.
constexpr std::size_t kMaxIdBytes = 64;
constexpr std::size_t kMaxToolBytes = 128;
constexpr std::size_t kMaxNameBytes = 1024;
constexpr std::size_t kMaxPointerBytes = 4096;
constexpr std::size_t kMaxShapeBytes = std::size_t{1} << 20;
constexpr std::size_t kMaxDetailsBytes = std::size_t{8} << 20;
constexpr std::size_t kMaxExcerptBytes = std::size_t{8} << 20;
constexpr std::size_t kMaxFindings = 1000;

template <typename Number>
void appendNumber(std::string& out, Number value)
{
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
    out.append(digits, static_cast<std::size_t>(end - digits));
}

template <typename Number>
void appendNumberMember(std::string& out, std::string_view key, Number value)
{
    out.append(key);
    appendNumber(out, value);
}

/// `key` is the text between the value before and this one: ,"name":
void appendTextMember(std::string& out, std::string_view key, std::string_view text, std::size_t limit)
{
    if (text.empty())
        return;
    out.append(key);
    appendJsonString(out, base::truncateUtf8(text, limit));
}

void appendJsonMember(std::string& out, std::string_view key, std::string_view json, std::size_t limit)
{
    if (json.empty())
        return;
    out.append(key);
    appendJsonValue(out, json.size() > limit ? std::string_view("too long") : json);
}

void appendFinding(std::string& out, const model::Finding& finding)
{
    out.append("{\"detector\":");
    appendJsonString(out, base::truncateUtf8(finding.detectorId, kMaxToolBytes));
    appendTextMember(out, ",\"pointer\":", finding.pointer, kMaxPointerBytes);
    appendNumberMember(out, ",\"offset\":", static_cast<std::uint64_t>(finding.offset));
    appendNumberMember(out, ",\"length\":", static_cast<std::uint64_t>(finding.length));
    out.push_back('}');
}

void appendFindings(std::string& out, const std::vector<model::Finding>& findings)
{
    if (findings.empty())
        return;
    out.append(",\"findings\":[");
    for (std::size_t i = 0; i < findings.size() && i < kMaxFindings; ++i) {
        if (i > 0)
            out.push_back(',');
        appendFinding(out, findings[i]);
    }
    if (findings.size() > kMaxFindings) {
        out.push_back(',');
        appendFinding(out, {"left-out", {}, 0, findings.size() - kMaxFindings});
    }
    out.push_back(']');
}

} // namespace

void appendLine(
    std::string& out, const model::SessionEvent& event, std::uint64_t sequence, const base::Sha256& previous)
{
    appendNumberMember(out, "{\"v\":", kLineVersion);
    appendNumberMember(out, ",\"seq\":", sequence);
    appendNumberMember(out, ",\"at\":", event.at);
    out.append(",\"kind\":");
    appendJsonString(out, base::truncateUtf8(event.kind, kMaxIdBytes));
    if (event.direction)
        appendTextMember(out, ",\"dir\":", model::toText(*event.direction), kMaxIdBytes);
    appendTextMember(out, ",\"method\":", event.method, kMaxToolBytes);
    appendTextMember(out, ",\"id\":", event.id, kMaxIdBytes);
    appendTextMember(out, ",\"server\":", event.server, kMaxNameBytes);
    appendTextMember(out, ",\"tool\":", event.tool, kMaxToolBytes);
    appendTextMember(out, ",\"action\":", model::toText(event.action), kMaxIdBytes);
    appendTextMember(out, ",\"reason\":", event.reason, kMaxToolBytes);
    appendFindings(out, event.findings);
    if (event.bytes != 0)
        appendNumberMember(out, ",\"bytes\":", event.bytes);
    if (event.microseconds >= 0)
        appendNumberMember(out, ",\"us\":", event.microseconds);
    // Ours, and made for every message: it is not read once more.
    if (!event.shape.empty() && event.shape.size() <= kMaxShapeBytes)
        out.append(",\"shape\":").append(event.shape);
    appendTextMember(out, ",\"excerpt\":", event.excerpt, kMaxExcerptBytes);
    appendJsonMember(out, ",\"details\":", event.details, kMaxDetailsBytes);
    out.append(",\"prev\":\"");
    appendHex(out, {reinterpret_cast<const char*>(previous.data()), previous.size()});
    out.append("\"}");
}

} // namespace gatehouse::journal
