// SPDX-License-Identifier: Apache-2.0
#include "core/base/file.h"
#include "core/policy/snapshot.h"
#include "core/policy/snapshot_checksum.h"
#include "core/policy/snapshot_layout.h"
#include "core/policy/snapshot_rows.h"

#include <sodium/crypto_shorthash.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace gatehouse::policy {
namespace {

constexpr std::size_t kMaxSourceBytes = std::size_t{16} << 20;

base::Error damaged(std::string_view what)
{
    return {base::ErrorCode::SnapshotDamaged, "snapshot: " + std::string(what)};
}

/// The first of `count` sorted positions that is not below what is looked for; `count` where all are. Ends on
/// unsorted ones, too.
template <typename IsBelow>
std::uint64_t firstNotBelow(std::uint64_t count, const IsBelow& isBelow)
{
    std::uint64_t low = 0;
    while (low < count) {
        const auto middle = low + (count - low) / 2;
        if (isBelow(middle))
            low = middle + 1;
        else
            count = middle;
    }
    return low;
}

} // namespace

std::uint64_t snapshotChecksum(std::string_view bytes)
{
    constexpr std::array<unsigned char, crypto_shorthash_KEYBYTES> kKey{};
    std::array<unsigned char, crypto_shorthash_BYTES> hash{};
    crypto_shorthash(
        hash.data(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), kKey.data());
    return ByteReader({reinterpret_cast<const char*>(hash.data()), hash.size()}).number<std::uint64_t>();
}

/// The file's bytes, mapped or owned, and the way to its tables.
class Snapshot::Bytes {
public:
    explicit Bytes(std::string owned)
        : m_owned(std::move(owned))
        , m_view(m_owned)
    {
    }
    Bytes(void* mapped, std::size_t size)
        : m_mapped(mapped)
        , m_view(static_cast<const char*>(mapped), size)
    {
    }
    ~Bytes()
    {
        if (m_mapped != nullptr)
            ::munmap(m_mapped, m_view.size());
    }
    Bytes(const Bytes&) = delete;
    Bytes& operator=(const Bytes&) = delete;

    base::Result<void> check() const
    {
        if (m_view.size() < kHeaderBytes || !m_view.starts_with(kSnapshotMagic))
            return damaged("not a snapshot");
        ByteReader head(m_view.substr(kChecksumOffset));
        const auto checksum = head.number<std::uint64_t>();
        const auto format = head.number<std::uint32_t>();
        const auto tables = head.number<std::uint32_t>();
        if (format != kSnapshotFormat)
            return base::Error{
                base::ErrorCode::SnapshotVersion, "snapshot: format " + std::to_string(format)};
        if (snapshotChecksum(m_view.substr(kChecksummedFrom)) != checksum)
            return damaged("wrong checksum");
        if (tables != static_cast<std::uint32_t>(Table::Count) ||
            m_view.size() < kHeaderBytes + tables * kTableBytes)
            return damaged("wrong number of tables");
        return {};
    }

    std::uint64_t generation() const
    {
        constexpr std::size_t kGenerationOffset = 24;
        return ByteReader(m_view.substr(kGenerationOffset)).number<std::uint64_t>();
    }
    std::uint64_t count(Table table) const { return place(table).count; }
    /// The bytes of a row; empty where the tables point outside the file.
    std::string_view row(Table table, std::uint64_t number) const
    {
        ByteReader at(slice(place(table).offset + number * kRowBytes, kRowBytes));
        const auto offset = at.number<std::uint64_t>();
        const auto size = at.number<std::uint64_t>();
        return at.isGood() ? slice(offset, size) : std::string_view{};
    }
    std::uint32_t indexed(Table table, std::uint64_t position) const
    {
        return ByteReader(
            slice(place(table).offset + position * sizeof(std::uint32_t), sizeof(std::uint32_t)))
            .number<std::uint32_t>();
    }
    model::RegistryDecision decision(std::uint32_t number) const
    {
        ByteReader in(number < count(Table::Decisions) ? row(Table::Decisions, number) : std::string_view{});
        return readDecision(in);
    }
    /// The decisions whose `keyOf` is `wanted`, by the index that is sorted by that key.
    template <typename KeyOf>
    std::vector<model::RegistryDecision> decisionsWithKey(
        Table index, std::string_view wanted, const KeyOf& keyOf) const
    {
        const auto end = count(index);
        const auto at = [&](std::uint64_t position) { return decision(indexed(index, position)); };
        std::vector<model::RegistryDecision> found;
        for (auto i =
                 firstNotBelow(end, [&](std::uint64_t position) { return keyOf(at(position)) < wanted; });
             i < end; ++i) {
            auto one = at(i);
            if (keyOf(one) != wanted)
                break;
            found.push_back(std::move(one));
        }
        return found;
    }

private:
    struct Place {
        std::uint64_t offset = 0;
        std::uint64_t count = 0;
    };

    Place place(Table table) const
    {
        ByteReader in(slice(kHeaderBytes + static_cast<std::size_t>(table) * kTableBytes, kTableBytes));
        Place found{in.number<std::uint64_t>(), in.number<std::uint64_t>()};
        if (found.offset > m_view.size() || found.count > m_view.size())
            return {};
        return found;
    }
    std::string_view slice(std::uint64_t offset, std::uint64_t size) const
    {
        if (offset > m_view.size() || size > m_view.size() - offset)
            return {};
        return m_view.substr(offset, size);
    }

    std::string m_owned;
    void* m_mapped = nullptr;
    std::string_view m_view;
};

Snapshot::Snapshot(std::unique_ptr<Bytes> bytes)
    : m_bytes(std::move(bytes))
{
}
Snapshot::~Snapshot() = default;
Snapshot::Snapshot(Snapshot&&) noexcept = default;
Snapshot& Snapshot::operator=(Snapshot&&) noexcept = default;

base::Result<Snapshot> Snapshot::open(const std::string& path)
{
    const base::Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    if (!file.isOpen()) {
        if (errno == ENOENT)
            return base::Error{base::ErrorCode::SnapshotMissing, path + " does not exist"};
        return base::errnoError(errno, path);
    }
    struct stat status {};
    if (::fstat(file.get(), &status) != 0)
        return base::errnoError(errno, path);
    if (!S_ISREG(status.st_mode) || status.st_uid != ::geteuid() || (status.st_mode & 022) != 0)
        return base::Error{
            base::ErrorCode::UnsafeOwner, path + ": must be a file of this user that nobody else can write"};
    const auto size = static_cast<std::size_t>(status.st_size);
    if (size < kHeaderBytes || size > kMaxSnapshotBytes)
        return damaged(path + " has an impossible size");
    // Shared, so that fifty wrappers hold one copy; the file is only ever replaced as a whole, never changed.
    void* const mapped = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, file.get(), 0);
    if (mapped == MAP_FAILED)
        return base::errnoError(errno, path);
    auto bytes = std::make_unique<Bytes>(mapped, size);
    if (const auto checked = bytes->check(); !checked)
        return checked.error();
    return Snapshot(std::move(bytes));
}

base::Result<Snapshot> Snapshot::fromBytes(std::string bytes)
{
    auto held = std::make_unique<Bytes>(std::move(bytes));
    if (const auto checked = held->check(); !checked)
        return checked.error();
    return Snapshot(std::move(held));
}

std::uint64_t Snapshot::generation() const
{
    return m_bytes->generation();
}

Settings Snapshot::settings() const
{
    ByteReader in(m_bytes->row(Table::Fixed, 0));
    return readSettings(in);
}

std::string Snapshot::commandLineProgram() const
{
    ByteReader in(m_bytes->row(Table::Fixed, 0));
    readSettings(in);
    return std::string(in.text());
}

std::string Snapshot::knownTable() const
{
    ByteReader in(m_bytes->row(Table::Fixed, 0));
    readSettings(in);
    in.text(); // the command-line program
    return std::string(in.text());
}

std::vector<SourceFile> Snapshot::sources() const
{
    std::vector<SourceFile> sources;
    for (std::uint64_t i = 0; i < m_bytes->count(Table::Sources); ++i) {
        ByteReader in(m_bytes->row(Table::Sources, i));
        sources.push_back(readSource(in));
    }
    return sources;
}

std::optional<SnapshotEntry> Snapshot::entry(std::string_view ref) const
{
    const auto refAt = [&](std::uint64_t position) {
        ByteReader in(m_bytes->row(Table::Entries, position));
        return in.text();
    };
    const auto count = m_bytes->count(Table::Entries);
    const auto at = firstNotBelow(count, [&](std::uint64_t position) { return refAt(position) < ref; });
    if (at == count || refAt(at) != ref)
        return std::nullopt;
    ByteReader in(m_bytes->row(Table::Entries, at));
    auto entry = readEntry(in);
    return in.isGood() ? std::optional(std::move(entry)) : std::nullopt;
}

std::vector<model::RegistryDecision> Snapshot::decisionsFor(std::string_view identityDigest) const
{
    return m_bytes->decisionsWithKey(Table::DecisionsByDigest, identityDigest,
        [](const model::RegistryDecision& decision) { return std::string_view(decision.identityDigest); });
}

std::vector<model::RegistryDecision> Snapshot::decisionsForEntry(std::string_view entryRef) const
{
    return m_bytes->decisionsWithKey(
        Table::DecisionsByEntry, entryRef, [](const model::RegistryDecision& decision) {
            return decision.identity ? std::string_view(decision.identity->entryRef) : std::string_view();
        });
}

std::vector<model::RegistryDecision> Snapshot::patterns() const
{
    std::vector<model::RegistryDecision> found;
    for (std::uint64_t i = 0; i < m_bytes->count(Table::Patterns); ++i)
        found.push_back(m_bytes->decision(m_bytes->indexed(Table::Patterns, i)));
    return found;
}

std::vector<model::ServerToolRules> Snapshot::toolRulesFor(std::string_view serverRef) const
{
    const auto refAt = [&](std::uint64_t position) {
        ByteReader in(m_bytes->row(Table::ToolRules, position));
        return in.text();
    };
    const auto count = m_bytes->count(Table::ToolRules);
    std::vector<model::ServerToolRules> found;
    for (auto at = firstNotBelow(count, [&](std::uint64_t position) { return refAt(position) < serverRef; });
         at < count && refAt(at) == serverRef; ++at) {
        ByteReader in(m_bytes->row(Table::ToolRules, at));
        found.push_back(readToolRules(in));
    }
    return found;
}

SnapshotContent Snapshot::content() const
{
    SnapshotContent content;
    content.generation = generation();
    content.settings = settings();
    content.sources = sources();
    content.commandLineProgram = commandLineProgram();
    content.knownTable = knownTable();
    for (std::uint64_t i = 0; i < m_bytes->count(Table::Entries); ++i) {
        ByteReader in(m_bytes->row(Table::Entries, i));
        content.entries.push_back(readEntry(in));
    }
    for (std::uint64_t i = 0; i < m_bytes->count(Table::Decisions); ++i)
        content.decisions.push_back(m_bytes->decision(static_cast<std::uint32_t>(i)));
    for (std::uint64_t i = 0; i < m_bytes->count(Table::ToolRules); ++i) {
        ByteReader in(m_bytes->row(Table::ToolRules, i));
        content.toolRules.push_back(readToolRules(in));
    }
    return content;
}

bool isFresh(const Snapshot& snapshot)
{
    for (const auto& source : snapshot.sources()) {
        const auto stamp = base::stampOf(source.path);
        if (stamp.hasValue() != source.exists)
            return false;
        if (!stamp || *stamp == source.stamp)
            continue;
        const auto bytes = base::readFile(source.path, kMaxSourceBytes);
        if (!bytes || base::sha256(*bytes) != source.hash)
            return false;
    }
    return true;
}

} // namespace gatehouse::policy
