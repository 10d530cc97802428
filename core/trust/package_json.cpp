// SPDX-License-Identifier: Apache-2.0
#include "core/trust/package_json.h"

#include <nlohmann/json.hpp>

namespace gatehouse::trust {
namespace {

using Json = nlohmann::json;

Json parsed(std::string_view text)
{
    auto json = Json::parse(text, nullptr, false);
    return json.is_object() ? json : Json::object();
}

std::string textAt(const Json& object, const char* key)
{
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

} // namespace

PackageJson parsePackageJson(std::string_view text)
{
    const auto json = parsed(text);
    PackageJson package;
    package.name = textAt(json, "name");
    package.version = textAt(json, "version");
    if (const auto bin = json.find("bin"); bin != json.end()) {
        if (bin->is_string())
            package.bins[package.name.substr(package.name.rfind('/') + 1)] = bin->get<std::string>();
        if (bin->is_object()) {
            for (const auto& [name, path] : bin->items()) {
                if (path.is_string())
                    package.bins[name] = path.get<std::string>();
            }
        }
    }
    for (const auto* const kind : {"dependencies", "optionalDependencies", "peerDependencies",
             "bundleDependencies", "bundledDependencies"}) {
        const auto found = json.find(kind);
        package.hasDependencies = package.hasDependencies ||
            (found != json.end() && !found->empty() && (found->is_structured() || *found == true));
    }
    if (const auto volta = json.find("volta"); volta != json.end() && volta->is_object())
        package.voltaNode = textAt(*volta, "node");
    return package;
}

std::string jsonText(std::string_view json, std::string_view pointer)
{
    const auto value = parsed(json);
    const Json* at = &value;
    while (!pointer.empty()) {
        pointer.remove_prefix(1);
        const auto slash = pointer.find('/');
        const auto found = at->is_object() ? at->find(std::string(pointer.substr(0, slash))) : at->end();
        if (!at->is_object() || found == at->end())
            return {};
        at = &*found;
        pointer = slash == std::string_view::npos ? std::string_view{} : pointer.substr(slash);
    }
    return at->is_string() ? at->get<std::string>() : std::string();
}

} // namespace gatehouse::trust
