// SPDX-License-Identifier: Apache-2.0
// Follows docker 20.10 to 28.2 and podman 4.3: their `run --help`.
#include "core/trust/container_words.h"

#include "core/trust/interpreter.h"
#include "core/trust/word_list.h"

#include <algorithm>
#include <array>

namespace gatehouse::trust {
namespace {

/// Options that take a value, of the clients themselves and of `run`. podman takes both behind `run`.
constexpr std::string_view kValues =
    "cgroup-manager config connection conmon context events-backend hooks-dir host identity imagestore "
    "log-level module namespace network-cmd-path network-config-dir out registries-conf root runroot runtime "
    "runtime-flag ssh storage-driver storage-opt tlscacert tlscert tlskey tmpdir url volumepath "
    "add-host annotation arch attach authfile blkio-weight blkio-weight-device cap-add cap-drop cert-dir "
    "cgroup-conf cgroup-parent cgroupns cgroups chrootdirs cidfile conmon-pidfile cpu-count cpu-percent "
    "cpu-period cpu-quota cpu-rt-period cpu-rt-runtime cpu-shares cpus cpuset-cpus cpuset-mems creds "
    "decryption-key detach-keys device device-cgroup-rule device-read-bps device-read-iops device-write-bps "
    "device-write-iops dns dns-opt dns-option dns-search domainname entrypoint env env-file env-merge expose "
    "gidmap gpus group-add group-entry health-cmd health-interval health-log-destination "
    "health-max-log-count health-max-log-size health-on-failure health-retries health-start-interval "
    "health-start-period health-startup-cmd health-startup-interval health-startup-retries "
    "health-startup-success health-startup-timeout health-timeout hostname hosts-file hostuser image-volume "
    "init-path intel-rdt-l3-cbm io-maxbandwidth io-maxiops ip ip6 ipc isolation kernel-memory label "
    "label-file link link-local-ip log-driver log-opt mac-address memory memory-reservation memory-swap "
    "memory-swappiness mount name net net-alias network network-alias oom-score-adj os passwd-entry "
    "personality pid pidfile pids-limit platform pod pod-id-file preserve-fd preserve-fds publish pull "
    "rdt-class requires restart retry retry-delay sdnotify seccomp-policy secret security-opt shm-size "
    "shm-size-systemd stop-signal stop-timeout subgidname subuidname sysctl systemd timeout tmpfs tz uidmap "
    "ulimit umask unsetenv user userns uts variant volume volume-driver volumes-from workdir";
/// Options that take none, unless it is written behind `=`.
constexpr std::string_view kSwitches =
    "debug help noout remote syslog tls tlsverify trace transient-store version "
    "detach disable-content-trust env-host http-proxy init interactive no-healthcheck no-hostname no-hosts "
    "oom-kill-disable passwd privileged publish-all quiet read-only read-only-tmpfs replace rm rmi rootfs "
    "sig-proxy tls-verify tty unsetenv-all use-api-socket";

struct OptionLetter {
    char letter;
    std::string_view name;
};
constexpr std::array<OptionLetter, 7> kLettersOfClient{{{'c', "context"}, {'D', "debug"}, {'H', "host"},
    {'h', "help"}, {'l', "log-level"}, {'r', "remote"}, {'v', "version"}}};
constexpr std::array<OptionLetter, 15> kLettersOfRun{{{'a', "attach"}, {'c', "cpu-shares"}, {'d', "detach"},
    {'e', "env"}, {'h', "hostname"}, {'i', "interactive"}, {'l', "label"}, {'m', "memory"}, {'p', "publish"},
    {'P', "publish-all"}, {'q', "quiet"}, {'t', "tty"}, {'u', "user"}, {'v', "volume"}, {'w', "workdir"}}};

class ContainerReader {
public:
    explicit ContainerReader(const std::vector<std::string>& argv)
        : m_argv(argv)
        , m_isPodman(baseName(argv.front()) == "podman")
    {
    }

    std::optional<ContainerWords> read()
    {
        readOptions();
        if (next() == "container")
            take();
        readOptions();
        if (next() != "run")
            return std::nullopt;
        take();
        m_isOfRun = true;
        readOptions();
        if (next() == "--")
            take();
        m_words.image = take();
        m_words.command.assign(m_argv.begin() + static_cast<std::ptrdiff_t>(m_at), m_argv.end());
        return std::move(m_words);
    }

private:
    std::string_view next() const { return m_at < m_argv.size() ? m_argv[m_at] : std::string_view(); }
    std::string take() { return m_at < m_argv.size() ? m_argv[m_at++] : std::string(); }

    void readOptions()
    {
        while (next().size() > 1 && next().front() == '-' && next() != "--") {
            const auto word = take();
            if (word.starts_with("--"))
                readLong(std::string_view(word).substr(2));
            else
                readLetters(std::string_view(word).substr(1));
        }
    }

    void readLong(std::string_view option)
    {
        const auto equals = option.find('=');
        const auto name = option.substr(0, equals);
        const bool isSwitch = holdsWord(kSwitches, name);
        if (!isSwitch && !holdsWord(kValues, name))
            m_words.hasUnknownOption = true;
        if (equals != std::string_view::npos)
            add(name, std::string(option.substr(equals + 1)), isSwitch);
        else
            add(name, isSwitch ? std::string() : take(), isSwitch);
    }

    /// `-it`, `-eNAME=value`, `-ie NAME=value`: the first that takes a value takes the rest of the word.
    void readLetters(std::string_view letters)
    {
        for (; !letters.empty(); letters.remove_prefix(1)) {
            const auto name = nameOf(letters.front());
            if (name.empty()) {
                m_words.hasUnknownOption = true;
                return;
            }
            if (holdsWord(kSwitches, name)) {
                add(name, {}, true);
                continue;
            }
            letters.remove_prefix(letters.size() > 1 && letters[1] == '=' ? 2 : 1);
            add(name, letters.empty() ? take() : std::string(letters), false);
            return;
        }
    }

    std::string_view nameOf(char letter) const
    {
        const auto in = [letter](const auto& letters) {
            const auto* const found = std::ranges::find(letters, letter, &OptionLetter::letter);
            return found == letters.end() ? std::string_view() : found->name;
        };
        if (m_isOfRun)
            return in(kLettersOfRun);
        return m_isPodman && letter == 'c' ? std::string_view("connection") : in(kLettersOfClient);
    }

    void add(std::string_view name, std::string value, bool isSwitch)
    {
        if (isSwitch &&
            (value == "false" || value == "0" || value == "f" || value == "F" || value == "FALSE" ||
                value == "False"))
            return std::erase_if(m_words.options, [&](const auto& one) { return one.name == name; }), void();
        if (isSwitch)
            value.clear();
        m_words.options.push_back({std::string(name == "net" ? "network" : name), std::move(value)});
    }

    const std::vector<std::string>& m_argv;
    bool m_isPodman;
    bool m_isOfRun = false;
    std::size_t m_at = 1;
    ContainerWords m_words;
};

} // namespace

bool ContainerWords::has(std::string_view name) const
{
    return std::ranges::find(options, name, &ContainerOption::name) != options.end();
}

std::optional<std::string> ContainerWords::last(std::string_view name) const
{
    const auto found =
        std::find_if(options.rbegin(), options.rend(), [&](const auto& one) { return one.name == name; });
    return found == options.rend() ? std::nullopt : std::optional(found->value);
}

std::optional<ContainerWords> containerWordsOf(const std::vector<std::string>& argv)
{
    if (argv.empty() || (baseName(argv.front()) != "docker" && baseName(argv.front()) != "podman"))
        return std::nullopt;
    return ContainerReader(argv).read();
}

} // namespace gatehouse::trust
