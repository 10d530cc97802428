// SPDX-License-Identifier: Apache-2.0
// Follows Deno's cache of addresses (2.9).
#include "core/trust/deno_modules.h"

#include "core/base/hash.h"
#include "core/trust/package_json.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

namespace gatehouse::trust {
namespace {

constexpr std::size_t kMostModules = 256;
constexpr std::size_t kMostBytes = std::size_t{32} << 20;      // of all
constexpr std::size_t kMostModuleBytes = std::size_t{4} << 20; // of one
constexpr std::size_t kMostNames = 4096;                       // that all of them may hold

/// `https://host:8/p?q` → remote/https/host_PORT8/<sha256 of "/p?q">.
std::string keptAddress(std::string_view address)
{
    const auto scheme = address.substr(0, address.find("://"));
    auto rest = address.substr(scheme.size() + 3);
    rest = rest.substr(0, rest.find('#'));
    const auto slash = std::min(rest.find_first_of("/?"), rest.size());
    std::string host(rest.substr(0, slash));
    if (const auto colon = host.find(':'); colon != std::string::npos)
        host.replace(colon, 1, "_PORT");
    auto path = std::string(rest.substr(slash));
    if (!path.starts_with('/'))
        path.insert(0, "/");
    return "/remote/" + std::string(scheme) + '/' + host + '/' + base::toHex(base::sha256(path));
}

bool isWebAddress(std::string_view text)
{
    return text.starts_with("https://") || text.starts_with("http://");
}

bool isRelative(std::string_view text)
{
    return text.starts_with("./") || text.starts_with("../") || text.starts_with('/');
}

/// RFC 3986, 5.2, of what modules name: another address, a path of the same host, or one beside it.
std::string resolved(std::string_view name, const std::string& base)
{
    if (isWebAddress(name))
        return std::string(name);
    const auto host = base.substr(0, std::min(base.find('/', base.find("://") + 3), base.size()));
    if (name.starts_with("//"))
        return base.substr(0, base.find("//")) + std::string(name);
    auto path = name.starts_with('/') ? std::string_view() : std::string_view(base).substr(host.size());
    path = path.substr(0, path.find_first_of("?#"));
    std::vector<std::string_view> parts;
    const auto add = [&](std::string_view text) {
        while (!text.empty()) {
            const auto part = text.substr(0, text.find('/'));
            text.remove_prefix(std::min(part.size() + 1, text.size()));
            if (part == ".." && !parts.empty())
                parts.pop_back();
            else if (part != "." && part != "..")
                parts.push_back(part);
        }
    };
    if (path.rfind('/') != std::string_view::npos && path.rfind('/') > 0)
        add(path.substr(1, path.rfind('/') - 1));
    const auto query = std::min(name.find_first_of("?#"), name.size());
    add(name.substr(name.starts_with('/') ? 1 : 0, query - (name.starts_with('/') ? 1 : 0)));
    auto address = host;
    for (const auto part : parts)
        address.append("/").append(part);
    return address + std::string(name.substr(query));
}

/// A module as it is kept: its text, and behind that what Deno noted of the answer that brought it.
struct KeptModule {
    std::string_view text;
    std::string_view notes;
};

KeptModule partsOf(std::string_view kept)
{
    constexpr std::string_view kMark = "\n// denoCacheMetadata=";
    const auto mark = kept.rfind(kMark);
    if (mark == std::string_view::npos)
        return {kept, {}};
    return {kept.substr(0, mark), kept.substr(mark + kMark.size())};
}

class DenoModules {
public:
    DenoModules(const std::string& cache, const FileProbe& probe, LaunchFacts& facts)
        : m_cache(cache)
        , m_probe(probe)
        , m_facts(facts)
    {
    }

    bool gather(const std::string& address)
    {
        if (!add(address))
            return false;
        for (std::size_t at = 0; at < m_modules.size(); ++at) {
            const auto [from, kept] = std::exchange(m_modules[at], {});
            const auto module = partsOf(kept);
            if (const auto moved = jsonText(module.notes, "/headers/location"); !moved.empty())
                add(resolved(moved, from));
            addNamed(module.text, from);
        }
        if (m_needsPackages)
            m_facts.doubt(model::unknowns::kDependenciesUnchecked);
        return true;
    }

private:
    /// False where Deno keeps none of it.
    bool add(const std::string& address)
    {
        const auto file = m_cache + keptAddress(address);
        if (m_seen.contains(file))
            return true;
        const auto real = m_probe.realPath(file);
        auto hashed = real ? m_probe.hash(*real) : base::Result<model::HashedFile>(real.error());
        if (!hashed)
            return false;
        m_seen.insert(file);
        if (m_modules.size() == kMostModules) {
            m_facts.doubt(model::unknowns::kPackagePartly);
            return true;
        }
        auto kept = m_probe.head(*real, kMostModuleBytes);
        m_bytes += kept.size();
        const bool isWhole = kept.size() < kMostModuleBytes && m_bytes <= kMostBytes;
        if (isWhole)
            hashed->hash = digestOf(kept);
        else
            m_facts.doubt(model::unknowns::kPackagePartly);
        m_facts.add(model::FileRole::Package, std::move(*hashed));
        m_modules.emplace_back(address, isWhole ? std::move(kept) : std::string());
        return true;
    }

    /// Without the moment at which it was fetched, so that the same fetched again is the same. What kind of
    /// module it is, and where it leads on to, the answer's headers say.
    static base::Sha256 digestOf(std::string_view kept)
    {
        const auto module = partsOf(kept);
        base::Sha256Stream hash;
        for (const auto* const header : {"/headers/content-type", "/headers/location"}) {
            hash.update(jsonText(module.notes, header));
            hash.update("\n");
        }
        hash.update(module.text);
        return hash.finish();
    }

    /// Every string that could be a module's name: more than are named there do no harm, for only those count
    /// that Deno keeps something of.
    void addNamed(std::string_view text, const std::string& from)
    {
        constexpr std::string_view kQuotes = "\"'`";
        for (auto open = text.find_first_of(kQuotes); open != std::string_view::npos;
             open = text.find_first_of(kQuotes, open + 1)) {
            constexpr std::size_t kLongest = 2048;
            const auto rest = text.substr(open + 1, kLongest);
            const auto name = rest.substr(0, std::min(rest.find_first_of("\"'`\n\\ "), rest.size()));
            m_needsPackages = m_needsPackages || name.starts_with("npm:") || name.starts_with("jsr:");
            if (!isWebAddress(name) && !isRelative(name))
                continue;
            if (++m_names > kMostNames)
                return m_facts.doubt(model::unknowns::kPackagePartly);
            add(resolved(name, from));
        }
    }

    const std::string& m_cache;
    const FileProbe& m_probe;
    LaunchFacts& m_facts;
    std::vector<std::pair<std::string, std::string>> m_modules; // address, and what is kept of it
    std::set<std::string> m_seen;
    std::size_t m_names = 0;
    std::size_t m_bytes = 0;
    bool m_needsPackages = false;
};

} // namespace

bool addDenoModules(
    const std::string& address, const std::string& cache, const FileProbe& probe, LaunchFacts& facts)
{
    return DenoModules(cache, probe, facts).gather(address);
}

} // namespace gatehouse::trust
