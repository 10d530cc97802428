// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/detectors/argument_text.h"

#include <algorithm>
#include <array>
#include <memory>

namespace gatehouse::inspect {
namespace {

enum DestructiveRule : std::size_t {
    DeletesEverything,
    OverwritesDisk,
    ExhaustsMachine,
    OpensEverything,
    ForcesPush
};

constexpr std::array<Rule, 5> kDestructiveRules{
    {{"deletes-everything", Family::Argument, Severity::High,
         "A command that deletes a whole disk, system folder or home folder"},
        {"overwrites-disk", Family::Argument, Severity::High,
            "A command that formats or overwrites a disk, or deletes its backups"},
        {"exhausts-machine", Family::Argument, Severity::High,
            "A command that starts copies of itself until the machine stands still"},
        {"opens-everything", Family::Argument, Severity::High,
            "A command that lets everybody write to system or home folders"},
        {"forces-push", Family::Argument, Severity::Medium, "A push that overwrites a shared branch"}}};

enum DestructivePattern : std::size_t {
    Remove,
    WriteDevice,
    Format,
    ForkBomb,
    ChangeMode,
    DeleteOnWindows,
    GitPush,
    FindAndDelete,
    RemoveTree
};

bool hasFlag(const std::vector<std::string_view>& words, std::string_view letters, std::string_view longName)
{
    return std::ranges::any_of(words, [&](std::string_view word) {
        const bool isShort = word.size() > 1 && word[0] == '-' && word[1] != '-';
        return word == longName || (isShort && word.find_first_of(letters) != std::string_view::npos);
    });
}

/// `/`, `~`, `$HOME`, `/etc`, `C:\` and all in them: what no task needs to delete.
bool isWholeTree(std::string_view word)
{
    static constexpr auto kTrees = std::to_array<std::string_view>({"", "~", "$home", "${home}", "/bin",
        "/boot", "/dev", "/etc", "/home", "/lib", "/opt", "/proc", "/root", "/sbin", "/sys", "/usr", "/var",
        "/users", "/system", "/library", "/applications", "c:", "d:", "%userprofile%", "$env:userprofile",
        "c:/windows", "c:/users", "%systemroot%", "%systemdrive%"});
    auto path = lowered(word);
    std::ranges::replace(path, '\\', '/');
    const bool isRooted = !path.empty() && path.front() == '/';
    while (path.ends_with('*') || path.ends_with('/') || path.ends_with("/."))
        path.pop_back();
    if (path.empty())
        return isRooted;
    return std::ranges::find(kTrees, path) != kTrees.end();
}

bool namesWholeTree(const std::vector<std::string_view>& words)
{
    return std::ranges::any_of(words, isWholeTree);
}

bool isRemovalOfAll(std::string_view command)
{
    const auto words = shellWords(command);
    return std::ranges::find(words, "--no-preserve-root") != words.end() ||
        (hasFlag(words, "rR", "--recursive") && namesWholeTree(words));
}

bool isModeForAll(const std::vector<std::string_view>& words)
{
    const auto opens = [](std::string_view word) {
        return word == "777" || word == "0777" || word == "a+rwx" || word == "666" || word == "ugo+rwx" ||
            word == "000";
    };
    return hasFlag(words, "R", "--recursive") && std::ranges::any_of(words, opens) && namesWholeTree(words);
}

/// `name(){ name|name& };name`: behind the last `&` the text closes the function.
bool isForkBomb(std::string_view before)
{
    const auto pipe = before.find_last_of('|');
    if (pipe == std::string_view::npos)
        return false;
    const auto last = shellWords(before.substr(pipe + 1));
    const auto first = before.substr(0, pipe).find_last_of(" {;");
    if (last.empty() || first == std::string_view::npos)
        return false;
    return shellWords(before.substr(first + 1)).front() == last.front();
}

bool isForcedPush(std::string_view rest)
{
    const auto words = shellWords(rest);
    const auto isShared = [](std::string_view word) {
        const auto name = word.substr(word.find_last_of(":+") + 1);
        return name == "main" || name == "master" || name == "production" || name == "release";
    };
    const bool isForced = hasFlag(words, "f", "--force") ||
        std::ranges::any_of(words, [](std::string_view word) { return word.starts_with('+'); });
    return (isForced && std::ranges::any_of(words, isShared)) ||
        std::ranges::find(words, "--mirror") != words.end();
}

class DestructiveCommandsDetector final : public Detector {
public:
    std::string_view id() const override { return "destructive-commands"; }
    std::span<const Rule> rules() const override { return kDestructiveRules; }
    std::span<const Pattern> patterns() const override
    {
        static const std::array<Pattern, 9> kPatterns{{{"\\brm [-\\/~$\"'*]", true},
            {"(?:of=|> ?|shred [^|;&\\n]{0,40}|wipefs [^|;&\\n]{0,40}|blkdiscard "
             ")\\/dev\\/(?:sd|nvme|hd|vd|xvd|disk|rdisk|mmcblk|mapper)",
                true},
            {"\\bmkfs(?:\\.[a-z0-9]{2,6})? |vssadmin(?:\\.exe)? delete|wbadmin delete|diskutil "
             "(?:erase|secureerase|zerodisk|partitiondisk)|\\bformat [a-z]: |clear-disk |bcdedit \\/delete",
                true},
            {"& ?\\} ?;|%0 ?\\| ?%0", false}, {"\\bchmod -", true},
            {"\\b(?:del|rd|rmdir|erase) \\/[a-z]|remove-item |\\bri -r", true}, {"\\bgit push ", true},
            {"\\bfind [\\/~$]", true}, {"\\b(?:rmtree|rmsync|rmdirsync|rm_rf|fileutils\\.rm_r)\\(", true}}};
        return kPatterns;
    }
    std::span<const Sample> samples() const override;

    void onMatch(const Look& look, std::size_t pattern, std::size_t end, FindingSink& sink) const override
    {
        if (!isArgument(look))
            return;
        const auto begin = commandStart(look.text, end - 1);
        const auto found = [&](DestructiveRule rule, Confidence confidence) {
            sink.found(rule, {begin, end}, ifRun(look, confidence));
        };
        const auto rest = look.text.substr(end - 1);
        if ((pattern == Remove && isRemovalOfAll(rest)) ||
            (pattern == DeleteOnWindows && namesWholeTree(shellWords(rest))) ||
            (pattern == FindAndDelete && isFoundAndDeleted(rest)) ||
            (pattern == RemoveTree && isWholeTree(quotedWord(look.text.substr(end)))))
            found(DeletesEverything, Confidence::High);
        else if (pattern == WriteDevice || pattern == Format)
            found(OverwritesDisk, pattern == WriteDevice ? Confidence::High : Confidence::Medium);
        else if (pattern == ForkBomb &&
            (look.text[end - 1] == '0' ||
                isForkBomb(
                    look.text.substr(begin > 40 ? begin - 40 : 0, end - (begin > 40 ? begin - 40 : 0)))))
            found(ExhaustsMachine, Confidence::High);
        else if (pattern == ChangeMode && isModeForAll(shellWords(rest)))
            found(OpensEverything, Confidence::High);
        else if (pattern == GitPush && isForcedPush(rest))
            found(ForcesPush, Confidence::Medium);
    }

private:
    static bool isFoundAndDeleted(std::string_view rest)
    {
        const auto words = shellWords(rest);
        const auto has = [&words](
                             std::string_view word) { return std::ranges::find(words, word) != words.end(); };
        // One with a test (-name, -mtime) deletes what the test says.
        return !words.empty() && isWholeTree(words.front()) &&
            (has("-delete") || (has("-exec") && has("rm"))) && !has("-name") && !has("-iname") &&
            !has("-mtime") && !has("-path");
    }
    static std::string_view quotedWord(std::string_view text)
    {
        constexpr std::size_t kLongest = 64;
        text = text.substr(0, kLongest);
        if (text.empty() || (text[0] != '"' && text[0] != '\''))
            return "-";
        const auto end = text.find(text[0], 1);
        return end == std::string_view::npos ? "-" : text.substr(1, end - 1);
    }
};

std::span<const Sample> DestructiveCommandsDetector::samples() const
{
    static const auto kSamples = std::to_array<Sample>({
        {"rm -rf /", "deletes-everything", kInArguments, "command"},
        {"cd /tmp && sudo rm -fr ~/*", "deletes-everything", kInArguments, "command"},
        {"rm -r --no-preserve-root /srv", "deletes-everything", kInArguments},
        {"rd /s /q C:\\", "deletes-everything", kInArguments, "command"},
        {"Remove-Item -Recurse -Force $env:USERPROFILE", "deletes-everything", kInArguments, "command"},
        {"find / -delete", "deletes-everything", kInArguments, "command"},
        {"import shutil; shutil.rmtree('/')", "deletes-everything", kInArguments, "code"},
        {"dd if=/dev/zero of=/dev/sda bs=1M", "overwrites-disk", kInArguments, "command"},
        {"mkfs.ext4 /dev/sdb1", "overwrites-disk", kInArguments, "command"},
        {":(){ :|:& };:", "exhausts-machine", kInArguments, "command"},
        {"chmod -R 777 /", "opens-everything", kInArguments, "command"},
        {"git push --force origin main", "forces-push", kInArguments, "command"},
        {"rm -rf /tmp/build node_modules ./dist", "", kInArguments, "command"},
        {"rm -rf /home/ida/project/target", "", kInArguments, "command"},
        {"rm notes.txt", "", kInArguments, "command"},
        {"dd if=a of=/dev/null", "", kInArguments, "command"},
        {"chmod -R 755 ./scripts", "", kInArguments, "command"},
        {"git push --force-with-lease origin feature/x", "", kInArguments, "command"},
        {"find ~/Downloads -type f -mtime +30 -exec rm {} +", "", kInArguments, "command"},
        {"const f = () => { a | b & c };", "", kInArguments, "code"},
        {"rm -rf /", "", mcp::Channel::Result},
    });
    return kSamples;
}

} // namespace

std::unique_ptr<const Detector> makeDestructiveCommandsDetector();
std::unique_ptr<const Detector> makeDestructiveCommandsDetector()
{
    return std::make_unique<DestructiveCommandsDetector>();
}

} // namespace gatehouse::inspect
