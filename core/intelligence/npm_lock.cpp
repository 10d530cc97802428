// SPDX-License-Identifier: Apache-2.0
#include "core/intelligence/advisory_json.h"
#include "core/intelligence/lock_readers.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace gatehouse::intelligence {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMaxDepth = 256;
constexpr std::size_t kMaxSaid = 4; // of one key in one object

/// Reads a lock as it comes, without keeping more than the objects that are open and what was found.
class NpmLockReader final : public nlohmann::json_sax<Json> {
public:
    std::vector<PackageSubject> packages;
    bool isTooLarge = false;
    bool hasPackages = false; ///< it is one: an object with one of the two members

    bool null() override { return true; }
    bool boolean(bool value) override
    {
        if (value && m_key == "link" && kind() == Kind::Package)
            m_open.back().isLink = true; // a folder of this machine
        return true;
    }
    bool number_integer(number_integer_t) override { return true; }
    bool number_unsigned(number_unsigned_t) override { return true; }
    bool number_float(number_float_t, const string_t&) override { return true; }
    bool binary(binary_t&) override { return true; }
    bool string(string_t& value) override
    {
        if (m_open.empty())
            return true;
        auto& object = m_open.back();
        const bool isPackage = object.kind == Kind::Package;
        if (m_key == "version" && (isPackage || object.kind == Kind::Dependency))
            say(object.versions, value);
        else if (m_key == "name" && isPackage)
            say(object.names, value);
        return true;
    }
    bool start_object(std::size_t) override
    {
        const auto next = nextKind();
        m_open.push_back({next, {}, {}, false});
        if (next == Kind::Packages || next == Kind::Dependencies)
            hasPackages = true;
        if (next == Kind::Package)
            sayFolder(m_key);
        if (next == Kind::Dependency)
            say(m_open.back().names, m_key);
        return isBounded();
    }
    bool key(string_t& value) override
    {
        m_key = value;
        return true;
    }
    bool end_object() override
    {
        const auto& object = m_open.back();
        if (!object.isLink) {
            for (const auto& name : object.names)
                for (const auto& version : object.versions)
                    found(name, version);
        }
        m_open.pop_back();
        return isBounded();
    }
    bool start_array(std::size_t) override
    {
        m_open.push_back({Kind::Other, {}, {}, false});
        return isBounded();
    }
    bool end_array() override
    {
        m_open.pop_back();
        return true;
    }
    bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override
    {
        return false;
    }

private:
    enum class Kind { Root, Packages, Package, Dependencies, Dependency, Other };
    struct Open {
        Kind kind = Kind::Other;
        std::vector<std::string> names;
        std::vector<std::string> versions;
        bool isLink = false;
    };

    Kind kind() const { return m_open.empty() ? Kind::Other : m_open.back().kind; }

    Kind nextKind() const
    {
        if (m_open.empty())
            return Kind::Root;
        switch (kind()) {
        case Kind::Root:
            return m_key == "packages"    ? Kind::Packages
                : m_key == "dependencies" ? Kind::Dependencies
                                          : Kind::Other;
        case Kind::Packages:
            return Kind::Package;
        case Kind::Dependencies:
            return Kind::Dependency;
        case Kind::Dependency:
            return m_key == "dependencies" ? Kind::Dependencies : Kind::Other;
        case Kind::Package:
        case Kind::Other:
            break;
        }
        return Kind::Other;
    }

    /// "node_modules/a/node_modules/@b/c" is "@b/c"; what lies elsewhere is the project's own.
    void sayFolder(const std::string& path)
    {
        constexpr std::string_view kFolder = "node_modules/";
        const auto at = path.rfind(kFolder);
        if (at == std::string::npos)
            m_open.back().isLink = true;
        else
            say(m_open.back().names, path.substr(at + kFolder.size()));
    }

    static void say(std::vector<std::string>& list, const std::string& value)
    {
        if (!value.empty() && value.size() <= kMaxNameBytes && list.size() < kMaxSaid)
            list.push_back(value);
    }

    void found(const std::string& name, const std::string& version)
    {
        constexpr std::string_view kAlias = "npm:";
        if (!version.starts_with(kAlias)) {
            if (version.find_first_of(":/") == std::string::npos) // else an address
                packages.push_back({Ecosystem::Npm, name, version});
            return;
        }
        const auto real = version.substr(kAlias.size());
        const auto at = real.find('@', 1);
        if (at != std::string::npos)
            packages.push_back({Ecosystem::Npm, real.substr(0, at), real.substr(at + 1)});
    }

    bool isBounded()
    {
        isTooLarge = isTooLarge || m_open.size() > kMaxDepth || packages.size() > 2 * kMaxLockedPackages;
        return !isTooLarge;
    }

    std::vector<Open> m_open;
    std::string m_key;
};

} // namespace

LockedPackages npmPackages(std::string_view text)
{
    NpmLockReader reader;
    const bool isRead = Json::sax_parse(text.begin(), text.end(), &reader);
    if (reader.isTooLarge)
        return base::Error{base::ErrorCode::TooLarge, "it nests deeper, or names more, than any lock does"};
    if (!isRead || !reader.hasPackages)
        return base::Error{base::ErrorCode::FileDoesNotParse, "it is no lock of npm"};
    return std::move(reader.packages);
}

} // namespace gatehouse::intelligence
