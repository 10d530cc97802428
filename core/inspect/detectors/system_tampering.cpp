// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/detectors/argument_text.h"
#include "core/inspect/detectors/command_phrases.h"

#include <array>
#include <memory>

namespace gatehouse::inspect {
namespace {

enum TamperingRule : std::size_t {
    StartsItself,
    DisablesProtection,
    GrantsPower,
    StealsCredentials,
    CoversTracks
};

constexpr std::array<Rule, 5> kTamperingRules{
    {{"starts-itself", Family::Argument, Severity::High,
         "A command that makes a program start by itself from now on"},
        {"disables-protection", Family::Argument, Severity::High,
            "A command that switches a protection of this machine off"},
        {"grants-power", Family::Argument, Severity::High,
            "A command that gives an account or a program more rights for good"},
        {"steals-credentials", Family::Argument, Severity::High,
            "A command that reads the passwords that this machine keeps"},
        {"covers-tracks", Family::Argument, Severity::High,
            "A command that deletes what would show what was done"}}};

// Written from the manuals of the systems. Low: what developers do every day.
constexpr auto kTamperingPhrases = std::to_array<CommandPhrase>({
    {StartsItself, ">{1,2} ?[\"']?\\/etc\\/(?:cron|rc\\.local|init\\.d|profile\\.d|systemd\\/)",
        Confidence::Medium},
    {StartsItself, "\\| ?(?:sudo )?crontab\\b|crontab [^-\\s|;&]", Confidence::Medium},
    {StartsItself,
        ">{1,2} ?[\"']?(?:~|\\$home|\\/root|\\/home\\/[a-z0-9_.-]{1,32})\\/\\.(?:bash|zsh|profile|zprofile)",
        Confidence::Low},
    {StartsItself, "launchctl (?:load|bootstrap|submit|enable) ", Confidence::Medium},
    {StartsItself, "<key>(?:runatload|keepalive|startinterval)<", Confidence::Medium},
    {StartsItself, "new login item", Confidence::Medium},
    {StartsItself, "schtasks(?:\\.exe)? \\/create|register-scheduledtask", Confidence::Medium},
    {StartsItself, "currentversion\\\\{1,2}run|programs\\\\{1,2}startup|winlogon\\\\{1,2}(?:shell|userinit)",
        Confidence::Medium},
    {StartsItself, "com\\.apple\\.loginwindow loginhook", Confidence::Medium},
    {DisablesProtection,
        "csrutil (?:disable|authenticated-root|enable --without)|spctl --(?:master|global)-disable|fdesetup "
        "disable",
        Confidence::High},
    {DisablesProtection, "nvram boot-args|\\bkext(?:load|util) |kmutil load|\\binsmod ", Confidence::Medium},
    {DisablesProtection, "setenforce 0|\\bufw disable|iptables (?:-f|--flush)\\b|aa-teardown|aa-disable ",
        Confidence::Medium},
    {DisablesProtection,
        "set-mppreference .{0,40}-disable|add-mppreference .{0,40}exclusion|"
        "advfirewall set [a-z]{1,20} state off|firewall set opmode disable|sc(?:\\.exe)? (?:stop|delete) "
        "windefend",
        Confidence::High},
    {DisablesProtection,
        "(?:stop|disable|mask|kill(?:all)?|unload)(?: -[a-z0-9]{1,4})? (?:--now "
        ")?(?:auditd|apparmor|firewalld|falcon|"
        "clamav|osqueryd|littlesnitch|\\/system\\/library)",
        Confidence::Medium},
    {DisablesProtection, "xattr -(?:r?d|cr?|rc) |globalstate -int 0|lsquarantine -bool (?:no|false)",
        Confidence::Medium},
    {DisablesProtection, "defaults write \\/library\\/preferences\\/com\\.apple\\.(?:alf|remote|security)",
        Confidence::Medium},
    {DisablesProtection,
        "auditctl -(?:d|e 0)|tccutil reset|systemsetup -setremotelogin on|kickstart -activate",
        Confidence::Medium},
    {GrantsPower,
        "nopasswd: ?all|>{1,2} ?[\"']?\\/etc\\/(?:sudoers|passwd|shadow|ld\\.so\\.preload)|"
        "tee (?:-a )?\\/etc\\/(?:sudoers|passwd|shadow|cron|ld\\.so)",
        Confidence::High},
    {GrantsPower, "(?:>{1,2} ?|tee (?:-a )?)[\"']?[^\\s\"';|&]{0,64}\\.ssh\\/authorized_keys",
        Confidence::High},
    {GrantsPower, "chmod (?:[ugoa]{0,3}\\+[rwx]{0,3}s|0?[4-7][0-7]{3}) |chmod 0?[67]{3} \\/etc\\/",
        Confidence::Medium},
    {GrantsPower,
        "usermod .{0,24}(?:sudo|wheel|admin)\\b|(?:useradd|adduser) .{0,24}(?:-o -u 0|-u 0|-g sudo)",
        Confidence::Medium},
    {GrantsPower,
        "net1? (?:user|localgroup) .{1,40} \\/add|dscl \\. -(?:create|append|passwd) ?\\/?|"
        "dseditgroup -o edit -a|sysadminctl -add",
        Confidence::Medium},
    {GrantsPower, "with administrator privileges|\\bsh -p\\b|set[ug]id\\(0\\)", Confidence::Medium},
    {StealsCredentials, "sekurlsa::|lsadump::|mimikatz|procdump(?:64)?(?:\\.exe)? .{0,24}lsass|comsvcs\\.dll",
        Confidence::High},
    {StealsCredentials, "reg(?:\\.exe)? save hklm\\\\{1,2}(?:sam|security|system)|ntdsutil |\\bhashdump\\b",
        Confidence::High},
    {StealsCredentials,
        "security (?:dump-keychain|export |find-(?:generic|internet)-password .{0,60}-[gw]\\b)|"
        "chainbreaker|secretdump|laZagne",
        Confidence::Medium},
    {GrantsPower,
        "sudo -u ?#-1|find [^|;&]{0,40}-perm [-\\/+]?(?:[246]0?0[0-7]|u=s|g=s)|permitrootlogin "
        "yes|fdenytsconnections",
        Confidence::Medium},
    {GrantsPower, "\\b(?:dyld_insert_libraries|ld_preload|dyld_interpose) ?=", Confidence::Medium},
    {GrantsPower, "ssh (?:-[a-z]{1,3} ){0,3}-[fnt]{0,3}r [0-9:.]{2,40}:", Confidence::Medium},
    {StealsCredentials,
        "hidden answer|keyboard\\.(?:start_recording|record)|pynput\\.keyboard|\"keydown\"|logkeys |"
        "screencapture -[a-z]{0,4}x",
        Confidence::Medium},
    {StealsCredentials,
        "\\b(?:hydra|hashcat|medusa|sqlmap|msfconsole|crackmapexec|bettercap|ettercap|airodump-ng) -",
        Confidence::Medium},
    {StealsCredentials, "cmdkey \\/list|vaultcmd \\/list|netsh wlan show profile .{0,40}key=clear",
        Confidence::Medium},
    {CoversTracks, "history -c\\b|unset histfile|histfile=\\/dev\\/null|set \\+o history",
        Confidence::Medium},
    {CoversTracks, "wevtutil(?:\\.exe)? cl |clear-eventlog|log erase |journalctl --vacuum-time=1s",
        Confidence::Medium},
    {CoversTracks,
        "(?:shred|unlink|rm|truncate|> ?|ln -sf? \\/dev\\/null)[^;|\\n]{0,24}\\.(?:bash|zsh)_history|"
        "(?:rm -r?f?r? |> ?)\\/var\\/(?:log|audit)",
        Confidence::Medium},
});

/// What makes an intruder stay: start-up entries, rights, switched-off protection.
class SystemTamperingDetector final : public CommandPhraseDetector {
public:
    SystemTamperingDetector()
        : CommandPhraseDetector(kTamperingPhrases)
    {
    }
    std::span<const Pattern> patterns() const override
    {
        static const auto kPatterns = patternsOfRows(kTamperingPhrases, true);
        return kPatterns;
    }
    std::string_view id() const override { return "system-tampering"; }
    std::span<const Rule> rules() const override { return kTamperingRules; }
    std::span<const Sample> samples() const override;
};

std::span<const Sample> SystemTamperingDetector::samples() const
{
    static const auto kSamples = std::to_array<Sample>({
        {"cp a.service b; echo x > /etc/systemd/system/b.service", "starts-itself", kInArguments, "command"},
        {"(crontab -l; echo '@reboot /tmp/x') | crontab -", "starts-itself", kInArguments, "command"},
        {"schtasks /create /tn up /tr a.exe /sc onlogon", "starts-itself", kInArguments, "command"},
        {"csrutil disable", "disables-protection", kInArguments, "command"},
        {"setenforce 0", "disables-protection", kInArguments, "command"},
        {"echo 'ida ALL=(ALL) NOPASSWD: ALL' | visudo", "grants-power", kInArguments, "command"},
        {"chmod u+s /usr/local/bin/tool", "grants-power", kInArguments, "command"},
        {"security dump-keychain", "steals-credentials", kInArguments, "command"},
        {"history -c && exit", "covers-tracks", kInArguments, "command"},
        {"crontab -l", "", kInArguments, "command"},
        {"chmod 755 /usr/local/bin/tool", "", kInArguments, "command"},
        {"systemctl status nginx", "", kInArguments, "command"},
        {"git log --oneline", "", kInArguments, "command"},
        {"csrutil disable", "", mcp::Channel::Result},
    });
    return kSamples;
}

} // namespace

std::unique_ptr<const Detector> makeSystemTamperingDetector();
std::unique_ptr<const Detector> makeSystemTamperingDetector()
{
    return std::make_unique<SystemTamperingDetector>();
}

} // namespace gatehouse::inspect
