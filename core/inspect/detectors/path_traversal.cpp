// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/ascii.h"
#include "core/inspect/detectors/argument_text.h"
#include "core/inspect/detectors/percent.h"

#include <algorithm>
#include <array>
#include <memory>

namespace gatehouse::inspect {
namespace {

enum TraversalRule : std::size_t { ClimbsOut, HiddenClimb, NulInPath, DevicePath };

constexpr std::array<Rule, 4> kTraversalRules{
    {{"path-climbs-out", Family::Argument, Severity::High, "A path that climbs out of its folder"},
        {"path-encoded-climb", Family::Argument, Severity::High,
            "A path that climbs out of its folder, written so that checks do not see it"},
        {"path-nul", Family::Argument, Severity::High, "A path with an end that checks do not see (NUL)"},
        {"path-device", Family::Argument, Severity::High, "A path to a raw device"}}};

/// Where a path goes, counted in folders.
struct Climb {
    int ups = 0;
    int lowest = 0;           ///< below the folder that it starts in
    bool goesInFirst = false; ///< `a/../..`: passes a check of its beginning
    bool isOdd = false;       ///< `....//`, `..;/`: becomes `../` when a filter has been at it
};

void take(std::string_view part, int& depth, Climb& climb)
{
    const bool isUp = part == "..";
    const bool isDots = part.size() > 2 && part.find_first_not_of('.') == std::string_view::npos;
    const bool isOddUp = isDots || part == "..;" || part == ".. " || part == "..\xC3\x80";
    if (isUp || isOddUp) {
        climb.isOdd = climb.isOdd || isOddUp;
        climb.goesInFirst = climb.goesInFirst || depth > 0;
        climb.ups += 1;
        depth -= 1;
        climb.lowest = std::min(climb.lowest, depth);
    } else if (!part.empty() && part != ".") {
        depth += 1;
    }
}

Climb climbOf(std::string_view path)
{
    Climb climb;
    int depth = 0;
    for (std::size_t begin = 0; begin <= path.size();) {
        const auto end = std::min(path.find_first_of("/\\", begin), path.size());
        take(path.substr(begin, end - begin), depth, climb);
        begin = end + 1;
    }
    return climb;
}

/// Without scheme and host: what a server takes for a path.
std::string_view pathOf(std::string_view value)
{
    const auto scheme = value.find("://");
    if (scheme == std::string_view::npos)
        return value;
    const auto path = value.find('/', scheme + 3);
    return path == std::string_view::npos ? std::string_view{} : value.substr(path);
}

/// Dots and slashes as a filter that knows percent signs alone lets them pass: `0x2e0x2e0x2f`, and
/// `..2f..2f`, whose signs another filter took out.
std::string unmasked(std::string_view value)
{
    struct Mask {
        std::string_view written;
        std::string_view meant;
    };
    static constexpr auto kMasks = std::to_array<Mask>(
        {{"0x2e", "."}, {"0x2f", "/"}, {"0x5c", "\\"}, {"..2f", "../"}, {"..5c", "..\\"}});
    std::string out;
    while (!value.empty()) {
        const auto* const mask =
            std::ranges::find_if(kMasks, [value](const Mask& one) { return value.starts_with(one.written); });
        out += mask == kMasks.end() ? value.substr(0, 1) : mask->meant;
        value.remove_prefix(mask == kMasks.end() ? 1 : mask->written.size());
    }
    return out;
}

bool isMasked(std::string_view value)
{
    return value.find("0x2") != std::string_view::npos || value.find("0x5c") != std::string_view::npos ||
        value.find("..2f") != std::string_view::npos || value.find("..5c") != std::string_view::npos;
}

bool namesPrize(std::string_view path)
{
    static constexpr auto kPrizes =
        std::to_array<std::string_view>({"etc/", "etc\\", "proc/", "windows", "winnt", "boot.ini", ".ssh",
            ".aws", ".env", "passwd", "shadow", "{file}", "root/", "var/", "system32"});
    return std::ranges::any_of(
        kPrizes, [path](std::string_view prize) { return path.find(prize) != std::string_view::npos; });
}

bool isRawDevice(std::string_view path)
{
    static constexpr auto kDevices = std::to_array<std::string_view>(
        {"/dev/sd", "/dev/nvme", "/dev/mem", "/dev/kmem", "/dev/disk", "/dev/mapper/", "/dev/vd", "/dev/port",
            "\\\\.\\physicaldrive", "\\\\.\\c:", "\\\\?\\globalroot", "/proc/kcore", "/dev/input/"});
    return std::ranges::any_of(
        kDevices, [path](std::string_view device) { return path.starts_with(device); });
}

/// Paths that lead where their folder does not. `../../src/a.cpp` is ordinary; four folders up, above the
/// root, into a folder and out above it, or written in code are not.
class PathTraversalDetector final : public Detector {
public:
    std::string_view id() const override { return "path-traversal"; }
    std::span<const Rule> rules() const override { return kTraversalRules; }
    bool readsTextsOf(mcp::Channel channel) const override { return channel == kInArguments; }
    std::span<const Sample> samples() const override;

    void onText(const Look& look, FindingSink& sink) const override
    {
        static constexpr ascii::ByteSet kSigns(std::string_view("%./\\\0", 5));
        if (!isArgument(look) || look.text.size() > kLongestArgumentValue ||
            (!kSigns.isIn(look.text) && !isMasked(look.text)))
            return;
        const auto kind = argumentKind(look.field.key);
        if (kind == ArgumentKind::Content || kind == ArgumentKind::Command || kind == ArgumentKind::Query)
            return;
        const auto value = lowered(look.text);
        const Span all{0, look.text.size()};
        const bool mayBePath =
            kind != ArgumentKind::Other || value.find_first_of(" \n\t") == std::string::npos;
        if (isRawDevice(value))
            sink.found(DevicePath, all, Confidence::High);
        if (!mayBePath)
            return;
        if (value.find_first_of(std::string_view("%.\0", 3)) == std::string::npos && !isMasked(value))
            return;
        auto decoded = percentDecoded(value);
        if (isMasked(decoded))
            decoded = unmasked(decoded);
        if (isCutByNul(value, decoded))
            sink.found(NulInPath, all, Confidence::High);
        tellClimb(value, decoded, all, sink);
    }

private:
    static bool isCutByNul(std::string_view value, std::string_view decoded)
    {
        const bool isPath = decoded.find_first_of("/\\.") != std::string_view::npos;
        return isPath && decoded.find('\0') != std::string_view::npos &&
            (value.find("%00") != std::string_view::npos || value.find('\0') != std::string_view::npos);
    }
    static void tellClimb(std::string_view value, std::string_view decoded, Span all, FindingSink& sink)
    {
        const auto plain = climbOf(pathOf(value));
        const auto hidden = climbOf(pathOf(decoded));
        const bool isAbsolute =
            !decoded.empty() && (decoded.front() == '/' || decoded.find("://") != std::string::npos);
        if (hidden.isOdd || hidden.ups > plain.ups) {
            const bool isMeant = hidden.ups >= 2 || namesPrize(decoded);
            if (hidden.lowest < 0 && isMeant)
                sink.found(HiddenClimb, all,
                    hidden.ups > plain.ups || namesPrize(decoded) ? Confidence::High : Confidence::Medium);
            return;
        }
        constexpr int kManyUps = 4;
        constexpr int kFewUps = 2;
        const bool leavesRoot = isAbsolute && plain.lowest < 0;
        const bool isPrize = plain.lowest <= -1 && plain.ups >= kFewUps && namesPrize(value);
        if (leavesRoot || isPrize)
            sink.found(ClimbsOut, all, Confidence::High);
        else if (plain.lowest <= -kManyUps || (plain.goesInFirst && plain.lowest <= -kFewUps))
            sink.found(ClimbsOut, all, Confidence::Medium);
    }
};

std::span<const Sample> PathTraversalDetector::samples() const
{
    static const auto kSamples = std::to_array<Sample>({
        {"../../../../../data", "path-climbs-out", kInArguments, "path"},
        {"/srv/files/../../../boot", "path-climbs-out", kInArguments, "path"},
        {"uploads/../../../x", "path-climbs-out", kInArguments, "filename"},
        {"..\\..\\..\\..\\data", "path-climbs-out", kInArguments},
        {"..%2f..%2fdata", "path-encoded-climb", kInArguments, "path"},
        {"%252e%252e%252f%252e%252e%252fdata", "path-encoded-climb", kInArguments},
        {"..%c0%af..%c0%afdata", "path-encoded-climb", kInArguments, "uri"},
        {"....//....//windows", "path-encoded-climb", kInArguments, "path"},
        {"0x2e0x2e0x2f0x2e0x2e0x2fdata", "path-encoded-climb", kInArguments, "path"},
        {"/..0x5c..0x5cdata", "path-encoded-climb", kInArguments},
        {"..2f..2f..2fdata", "path-encoded-climb", kInArguments, "file"},
        {"/........./../../data", "path-encoded-climb", kInArguments, "path"},
        {"0x2f00..2f01", "", kInArguments, "range"},
        {"a0x2e", "", kInArguments, "name"},
        {"report.php%00.png", "path-nul", kInArguments, "file"},
        {"/dev/mem", "path-device", kInArguments, "path"},
        {"../src/main.cpp", "", kInArguments, "path"},
        {"../../lib/a.ts", "", kInArguments, "path"},
        {"src/a/../b/c.cpp", "", kInArguments, "path"},
        {"wait... what...", "", kInArguments, "name"},
        {"https://h.dev/a%20b/c?d=e%2Ff", "", kInArguments, "url"},
        {"v1.2...v1.3", "", kInArguments, "ref"},
        {"import x from '../../../../../y'", "", kInArguments, "content"},
        {"../../../../../data", "", mcp::Channel::Result, "path"},
    });
    return kSamples;
}

} // namespace

std::unique_ptr<const Detector> makePathTraversalDetector();
std::unique_ptr<const Detector> makePathTraversalDetector()
{
    return std::make_unique<PathTraversalDetector>();
}

} // namespace gatehouse::inspect
