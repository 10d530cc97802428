// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gatehouse::trust {

/// What stands between a client and a server.
enum class ChainRole {
    Guard,    ///< looks at messages, as we do
    Proxy,    ///< carries them to another transport, most often to a remote server
    Gateway,  ///< speaks for servers that its own settings name
    Launcher, ///< prepares the surroundings (environment, sandbox, shell) and starts the server
};

/// One program of a chain that is known to start or reach another.
struct ChainLink {
    ChainRole role = ChainRole::Launcher;
    std::string name; ///< as people call it, "mcp-remote"

    bool operator==(const ChainLink&) const = default;
};

/// A declared command, taken apart. It describes and proves nothing: an identity is always that of the whole
/// command.
struct CommandChain {
    std::vector<ChainLink> links; ///< outermost first; empty for a plain server
    std::vector<std::string>
        inner;          ///< the command that the last link starts; empty where it starts none or hides it
    std::string target; ///< the address or name that the last link reaches; empty where it starts a command

    bool operator==(const CommandChain&) const = default;
};

/// Follows the guards, proxies, gateways and launchers of known_links.def from the outside in. What a shell
/// line would do is followed only where it is nothing but words.
CommandChain chainOf(const std::vector<std::string>& argv);

/// "pipelock → npx @x/y": the links, and what stands at the end. Only the runner and its package, the program
/// or the script stand for a command, never other arguments: those may be secrets. An address loses its user
/// and its query.
std::string chainText(const CommandChain& chain);

/// The index behind the word of a package runner's argv that names what it runs (`npx -y PACKAGE |`); its
/// size where nothing follows, 0 where argv[0] is no package runner.
std::size_t behindPackage(const std::vector<std::string>& argv);

} // namespace gatehouse::trust
