// SPDX-License-Identifier: Apache-2.0
// Follows docker's client (28.2), the Engine API from 1.24 on, and containers/storage as podman 4.3 has it.
#include "core/trust/container_engine.h"

#include "core/base/hash.h"
#include "core/trust/command_search.h"
#include "core/trust/package_json.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace gatehouse::trust {
namespace {

using EngineKind = ContainerEngine::Kind;
using Json = nlohmann::json;

constexpr std::size_t kDigestDigits = 64;
constexpr std::size_t kMaxDrivers = 32; // names in podman's storage
constexpr std::size_t kMaxImages = 64;  // that one name may lead to

std::string variable(const LaunchRequest& command, std::string_view name)
{
    return valueOf(command.environment, name).value_or("");
}

std::string orElse(std::string first, std::string second)
{
    return first.empty() ? std::move(second) : std::move(first);
}

bool isHex(std::string_view text)
{
    return text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

/// "unix:///run/x.sock"; podman leaves out slashes.
ContainerEngine engineAt(std::string_view address)
{
    constexpr std::string_view kScheme = "unix:";
    if (!address.starts_with(kScheme))
        return {EngineKind::Remote, {}};
    auto path = address.substr(kScheme.size());
    if (path.starts_with("//"))
        path.remove_prefix(2);
    return path.starts_with('/') ? ContainerEngine{EngineKind::Socket, {std::string(path)}}
                                 : ContainerEngine{};
}

ContainerEngine engineOfDocker(
    const LaunchRequest& command, const ContainerWords& words, const FileProbe& probe, LaunchFacts& facts)
{
    const auto folder = absoluteBelow(command.workingFolder,
        words.last("config").value_or(
            orElse(variable(command, "DOCKER_CONFIG"), variable(command, "HOME") + "/.docker")));
    auto address = words.last("host").value_or("");
    auto context = words.last("context").value_or("");
    if (address.empty() && (context.empty() || context == "default")) {
        address = variable(command, "DOCKER_HOST");
        if (address.empty() && context.empty())
            context = orElse(variable(command, "DOCKER_CONTEXT"),
                jsonText(settingsText(folder + "/config.json", probe), "/currentContext"));
    }
    if (address.empty() && !context.empty() && context != "default") {
        const auto file = folder + "/contexts/meta/" + base::toHex(base::sha256(context)) + "/meta.json";
        facts.add(model::FileRole::Settings, file, probe);
        address = jsonText(settingsText(file, probe), "/Endpoints/docker/Host");
        return address.empty() ? ContainerEngine{} : engineAt(address);
    }
    return engineAt(orElse(address, "unix:///var/run/docker.sock"));
}

/// The strings that follow `name =` in a TOML file: one, or those of a list.
std::vector<std::string> settingsOf(std::string_view text, std::string_view name)
{
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n'));
        if (line.substr(0, std::min(line.find_first_of(" \t="), line.size())) == name) {
            const auto value =
                text.find('=') == std::string_view::npos ? "" : text.substr(text.find('=') + 1);
            const bool isList =
                value.substr(std::min(value.find_first_not_of(" \t"), value.size())).starts_with('[');
            auto rest = value.substr(0, value.find(isList ? ']' : '\n'));
            std::vector<std::string> strings;
            for (auto open = rest.find('"'); open != std::string_view::npos; open = rest.find('"')) {
                rest.remove_prefix(open + 1);
                const auto close = std::min(rest.find('"'), rest.size());
                strings.emplace_back(rest.substr(0, close));
                rest.remove_prefix(std::min(close + 1, rest.size()));
            }
            return strings;
        }
        text.remove_prefix(std::min(line.size() + 1, text.size()));
    }
    return {};
}

/// Where podman keeps images: the first folder is the user's own, the others are read alone.
ContainerEngine storageOf(
    const LaunchRequest& command, std::string root, const FileProbe& probe, LaunchFacts& facts)
{
    const auto home = variable(command, "HOME");
    const bool isSystem = probe.userId() == 0;
    std::vector<std::string> files{variable(command, "CONTAINERS_STORAGE_CONF")};
    if (!isSystem)
        files.push_back(
            orElse(variable(command, "XDG_CONFIG_HOME"), home + "/.config") + "/containers/storage.conf");
    const auto own = files.size();
    files.insert(files.end(), {"/etc/containers/storage.conf", "/usr/share/containers/storage.conf"});
    ContainerEngine engine{EngineKind::Storage, {std::string()}};
    for (std::size_t i = 0; i < files.size(); ++i) {
        if (files[i].empty() || !facts.add(model::FileRole::Settings, files[i], probe))
            continue;
        const auto text = settingsText(files[i], probe);
        // The system's word for the place of its images is none for a user's.
        const auto graph = isSystem || i < own ? settingsOf(text, "graphroot") : std::vector<std::string>();
        if (root.empty() && !graph.empty())
            root = graph.front();
        for (auto& folder : settingsOf(text, "additionalimagestores"))
            engine.places.push_back(std::move(folder));
        break; // the first that is there is the only one
    }
    if (root.empty())
        root = isSystem
            ? std::string("/var/lib/containers/storage")
            : orElse(variable(command, "XDG_DATA_HOME"), home + "/.local/share") + "/containers/storage";
    engine.places.front() = absoluteBelow(command.workingFolder, root);
    return engine;
}

ContainerEngine engineOfPodman(
    const LaunchRequest& command, const ContainerWords& words, const FileProbe& probe, LaunchFacts& facts)
{
    auto address = words.last("url").value_or(variable(command, "CONTAINER_HOST"));
    if (words.has("connection") || !variable(command, "CONTAINER_CONNECTION").empty())
        return {EngineKind::Remote, {}};
    if (words.has("url") || words.has("remote") || !address.empty())
        return address.empty() ? ContainerEngine{EngineKind::Remote, {}} : engineAt(address);
    if (words.has("imagestore") || words.has("module") || words.has("namespace"))
        return {};
    return storageOf(command, words.last("root").value_or(""), probe, facts);
}

/// What may stand in a reference stands in an address as it is.
bool isReference(std::string_view name)
{
    return !name.empty() &&
        std::all_of(name.begin(), name.end(),
            [](char c) {
                return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                    std::string_view("._-/:@").find(c) != std::string_view::npos;
            }) &&
        name.find("..") == std::string_view::npos && name.front() != '/';
}

/// Of HTTP/1.0: it ends with the connection, and is in one piece.
ImageLook askSocket(const std::string& name, const std::string& socket, const FileProbe& probe)
{
    if (!isReference(name))
        return {};
    const auto answer = probe.exchange(
        socket, "GET /images/" + name + "/json HTTP/1.0\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    if (!answer)
        return {};
    const auto head = answer->find("\r\n\r\n");
    constexpr std::string_view kVersion = "HTTP/1.";
    constexpr std::size_t kStatusAt = kVersion.size() + 2;
    if (head == std::string::npos || !answer->starts_with(kVersion))
        return {};
    const auto status = std::string_view(*answer).substr(kStatusAt, 4);
    const auto body = std::string_view(*answer).substr(head + 4);
    if (status == "404 ")
        return {!jsonText(body, "/message").empty(), {}};
    auto id = jsonText(body, "/Id");
    constexpr std::string_view kAlgorithm = "sha256:";
    if (!id.starts_with(kAlgorithm)) // podman's leaves it out
        id.insert(0, kAlgorithm);
    if (status != "200 " || id.size() != kAlgorithm.size() + kDigestDigits ||
        !isHex(id.substr(kAlgorithm.size())))
        return {};
    return {true, {id}};
}

/// podman finds `mcp/git` as what ends so, whichever registry it was fetched from.
bool isCalled(std::string_view known, std::string_view wanted)
{
    const auto first = wanted.substr(0, wanted.find('/'));
    const bool namesRegistry = first.size() < wanted.size() &&
        (first.find_first_of(".:") != std::string_view::npos || first == "localhost");
    if (known == wanted)
        return true;
    return !namesRegistry && known.ends_with(wanted) && known[known.size() - wanted.size() - 1] == '/';
}

void addCalled(const Json& images, const std::string& name, std::vector<std::string>& ids)
{
    const auto slash = name.rfind('/');
    const bool hasTag = name.find(':', slash == std::string::npos ? 0 : slash) != std::string::npos;
    const auto wanted = hasTag ? name : name + ":latest";
    for (const auto& image : images) {
        const auto id = image.is_object() && image.contains("id") && image["id"].is_string()
            ? image["id"].get<std::string>()
            : std::string();
        if (id.size() != kDigestDigits || !isHex(id))
            continue;
        const auto names = image.find("names");
        bool isIt = name.size() >= 3 && isHex(name) && id.starts_with(name);
        for (const auto& one : names != image.end() && names->is_array() ? *names : Json::array())
            isIt = isIt || (one.is_string() && isCalled(one.get_ref<const std::string&>(), wanted));
        if (isIt && ids.size() < kMaxImages)
            ids.push_back("sha256:" + id);
    }
}

/// FOLDER/overlay-images/images.json, or as another driver is called. False where it cannot be read.
bool lookIntoStorage(
    const std::string& name, const std::string& folder, const FileProbe& probe, std::vector<std::string>& ids)
{
    const auto names = probe.names(folder, kMaxDrivers);
    if (!names) // of somebody else, or nothing was ever fetched
        return names.error().code == base::ErrorCode::NotFound;
    for (const auto& driver : *names) {
        const auto file = folder + '/' + driver + "/images.json";
        const auto real =
            driver.ends_with("-images") ? probe.realPath(file) : base::Error{base::ErrorCode::NotFound, file};
        if (!real && real.error().code == base::ErrorCode::NotFound)
            continue;
        const auto images = Json::parse(settingsText(file, probe), nullptr, false);
        if (!images.is_array())
            return false;
        addCalled(images, name, ids);
    }
    return true;
}

ImageLook lookIntoStorages(
    const std::string& name, const std::vector<std::string>& folders, const FileProbe& probe)
{
    ImageLook look{true, {}};
    for (const auto& folder : folders) {
        if (!lookIntoStorage(name, folder, probe, look.ids))
            return {};
    }
    std::sort(look.ids.begin(), look.ids.end());
    look.ids.erase(std::unique(look.ids.begin(), look.ids.end()), look.ids.end());
    return look;
}

} // namespace

ContainerEngine engineOf(const LaunchRequest& command, const ContainerWords& words, bool isPodman,
    const FileProbe& probe, LaunchFacts& facts)
{
    // Where neither a user nor what he has set is known, it may be anybody's engine.
    if (variable(command, "HOME").empty())
        return {};
    return isPodman ? engineOfPodman(command, words, probe, facts)
                    : engineOfDocker(command, words, probe, facts);
}

ImageLook imagesCalled(const std::string& name, const ContainerEngine& engine, const FileProbe& probe)
{
    if (engine.kind == EngineKind::Socket)
        return askSocket(name, engine.places.front(), probe);
    return engine.kind == EngineKind::Storage ? lookIntoStorages(name, engine.places, probe) : ImageLook();
}

} // namespace gatehouse::trust
