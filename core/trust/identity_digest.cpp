// SPDX-License-Identifier: Apache-2.0
#include "core/trust/launch_resolver.h"
#include "core/trust/package_runner.h"

#include <algorithm>

namespace gatehouse::trust {
namespace {

/// Feeds fields into a hash so that no two different identities give the same bytes: every field has a name
/// and a length.
class Canonical {
public:
    explicit Canonical(std::string_view format) { field("format", format); }

    void field(std::string_view name, std::string_view value)
    {
        length(name.size());
        m_hash.update(name);
        length(value.size());
        m_hash.update(value);
    }
    void field(std::string_view name, const std::vector<std::string>& values)
    {
        field(name, std::to_string(values.size()));
        for (const auto& value : values)
            field("", value);
    }
    void field(std::string_view name, const model::HashedFile& file)
    {
        field(name, file.path);
        field("hash", base::toHex(file.hash));
    }
    void field(std::string_view name, const model::PackageRun& package)
    {
        field("runner", package.runner);
        field(name, package.name);
        field("version", package.version);
    }
    /// Files of which there are many, sorted: of each path what is not as in the one before.
    void sources(const std::vector<model::LaunchFile>& files)
    {
        std::string_view before;
        std::string text;
        std::size_t count = 0;
        for (const auto& [role, file] : files) {
            if (role != model::FileRole::Source)
                continue;
            const auto& path = file.path;
            const auto same = static_cast<std::size_t>(
                std::mismatch(path.begin(), path.end(), before.begin(), before.end()).first - path.begin());
            text += std::to_string(same) + ':' + std::to_string(path.size() - same) + ':';
            text.append(path, same);
            text.append(file.hash.begin(), file.hash.end());
            before = path;
            ++count;
        }
        field("sources", std::to_string(count));
        field("", text);
    }
    base::Sha256 digest() { return m_hash.finish(); }
    std::string finish() { return base::toHex(digest()); }

private:
    void length(std::size_t value)
    {
        m_hash.update(std::to_string(value));
        m_hash.update(":");
    }

    base::Sha256Stream m_hash;
};

/// What form 2 added. Each of it is written whether or not it is there.
void writeSecondForm(Canonical& canonical, const model::LaunchIdentity& identity)
{
    canonical.field("package-found", identity.package ? identity.package->found : std::string());
    canonical.field("package-origin", identity.package ? identity.package->origin : std::string());
    const auto isSource = [](const model::LaunchFile& one) { return one.role == model::FileRole::Source; };
    const auto sources = std::count_if(identity.files.begin(), identity.files.end(), isSource);
    canonical.field("files", std::to_string(identity.files.size() - static_cast<std::size_t>(sources)));
    for (const auto& one : identity.files) {
        if (!isSource(one))
            canonical.field(model::toText(one.role), one.file);
    }
    canonical.field("unknown", identity.unknown);
    if (identity.form > model::LaunchIdentity::kSecondForm)
        canonical.sources(identity.files);
}

} // namespace

std::string identityDigest(const model::LaunchIdentity& identity)
{
    // Of a call nothing but the words counts, so that its form never changed.
    const int form = identity.call ? 1 : identity.form;
    Canonical canonical("gatehouse-launch-identity-" + std::to_string(form));
    canonical.field("entry-client", identity.entry.client);
    canonical.field("entry-scope", model::toText(identity.entry.scope));
    canonical.field("entry-file", identity.entry.file);
    canonical.field("entry-key", identity.entry.keyPath);
    canonical.field("argv", identity.argv);
    if (identity.call) {
        // The server runs: what its files became meanwhile does not make another call of it.
        canonical.field("call-method", identity.call->method);
        canonical.field("call-tool", identity.call->tool);
        canonical.field("call-digest", base::toHex(identity.call->digest));
        canonical.field("call-restores", identity.call->restoresValues ? "yes" : "no");
        return canonical.finish();
    }
    canonical.field("executable", identity.executable);
    if (identity.script)
        canonical.field("script", *identity.script);
    // Form 1 knew of no package behind other words.
    const auto package = form == 1 ? packageRunOf(identity.argv) : identity.package;
    if (package)
        canonical.field("package", *package);
    canonical.field("environment-names", identity.environmentNames);
    for (const auto& variable : identity.environment) {
        canonical.field("variable", variable.name);
        canonical.field("digest", base::toHex(variable.digest));
    }
    if (identity.workingFolder)
        canonical.field("working-folder", *identity.workingFolder);
    if (form > 1)
        writeSecondForm(canonical, identity);
    return canonical.finish();
}

base::Sha256 commandDigest(const model::LaunchIdentity& identity)
{
    Canonical canonical("gatehouse-command-1");
    canonical.field("entry-client", identity.entry.client);
    canonical.field("entry-scope", model::toText(identity.entry.scope));
    canonical.field("entry-file", identity.entry.file);
    canonical.field("entry-key", identity.entry.keyPath);
    canonical.field("argv", identity.argv);
    return canonical.digest();
}

std::string serverRef(const model::LaunchIdentity& identity)
{
    constexpr std::size_t kLaunchDigits = 16;
    return identity.entryRef.empty() ? "launch:" + identityDigest(identity).substr(0, kLaunchDigits)
                                     : identity.entryRef;
}

} // namespace gatehouse::trust
