// SPDX-License-Identifier: Apache-2.0
#include "core/base/file.h"
#include "core/intelligence/imitation.h"
#include "core/intelligence/table_layout.h"
#include "core/intelligence/table_rows.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace gatehouse::intelligence {
namespace {

using policy::ByteReader;

base::Error damaged(std::string_view what)
{
    return {base::ErrorCode::IntelligenceDamaged, "table of lists: " + std::string(what)};
}

} // namespace

/// The file's bytes, mapped or owned, and the way to its rows.
class Table::Bytes {
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
        if (m_view.size() < kTableHeaderBytes || !m_view.starts_with(kTableMagic))
            return damaged("is none");
        ByteReader in(m_view.substr(kTableMagic.size()));
        if (in.number<std::uint32_t>() != kTableFormat ||
            in.number<std::uint32_t>() != static_cast<std::uint32_t>(Part::Count))
            return damaged("is of another format");
        for (std::uint32_t part = 0; part < static_cast<std::uint32_t>(Part::Count); ++part) {
            const auto place = placeOf(static_cast<Part>(part));
            if (place.offset > m_view.size() || place.count > (m_view.size() - place.offset) / kSlotBytes)
                return damaged("is cut off");
        }
        return {};
    }

    std::uint64_t count(Part part) const { return placeOf(part).count; }

    struct Slot {
        std::uint64_t key = 0;
        std::uint64_t offset = 0;
        std::uint64_t size = 0;
    };
    Slot slot(Part part, std::uint64_t number) const
    {
        ByteReader in(m_view.substr(placeOf(part).offset + number * kSlotBytes, kSlotBytes));
        Slot found;
        found.key = in.number<std::uint64_t>();
        found.offset = in.number<std::uint64_t>();
        found.size = in.number<std::uint64_t>();
        return found;
    }
    /// Nothing where the row is not as it was written.
    std::optional<std::string_view> row(const Slot& slot) const
    {
        if (slot.offset > m_view.size() || m_view.size() - slot.offset < kRowChecksumBytes ||
            slot.size > m_view.size() - slot.offset - kRowChecksumBytes)
            return std::nullopt;
        const auto checksum = ByteReader(m_view.substr(slot.offset)).number<std::uint64_t>();
        const auto bytes = m_view.substr(slot.offset + kRowChecksumBytes, slot.size);
        if (shortHash(bytes) != checksum)
            return std::nullopt;
        return bytes;
    }
    /// The first of the index whose key is not below `key`.
    std::uint64_t firstOf(Part part, std::uint64_t key) const
    {
        std::uint64_t low = 0;
        std::uint64_t high = count(part);
        while (low < high) {
            const auto middle = low + (high - low) / 2;
            if (slot(part, middle).key < key)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
    /// Every row with this key, as `read` gives it where `isMeant`.
    template <typename Found, typename Read, typename IsMeant>
    base::Result<std::vector<Found>> rowsOf(
        Part part, std::uint64_t key, const Read& read, const IsMeant& isMeant) const
    {
        std::vector<Found> found;
        const auto end = count(part);
        for (auto at = firstOf(part, key); at < end; ++at) {
            const auto where = slot(part, at);
            if (where.key != key)
                break;
            const auto bytes = row(where);
            ByteReader in(bytes.value_or(std::string_view()));
            auto one = read(in);
            if (!bytes || !in.isGood())
                return damaged("a row is not as it was written");
            if (isMeant(one))
                found.push_back(std::move(one));
        }
        return found;
    }
    /// Every row of a list; what is damaged is left out.
    template <typename Found, typename Read>
    std::vector<Found> all(Part part, const Read& read) const
    {
        std::vector<Found> found;
        for (std::uint64_t at = 0; at < count(part); ++at) {
            const auto bytes = row(slot(part, at));
            ByteReader in(bytes.value_or(std::string_view()));
            auto one = read(in);
            if (bytes && in.isGood())
                found.push_back(std::move(one));
        }
        return found;
    }

    mutable std::optional<NameIndex> names; // made when somebody asks

private:
    struct Place {
        std::uint64_t offset = 0;
        std::uint64_t count = 0;
    };
    Place placeOf(Part part) const
    {
        const auto at = kTableHeaderBytes + static_cast<std::size_t>(part) * kPartBytes;
        if (at > m_view.size())
            return {};
        ByteReader in(m_view.substr(at));
        Place place;
        place.offset = in.number<std::uint64_t>();
        place.count = in.number<std::uint64_t>();
        return place;
    }

    std::string m_owned;
    void* m_mapped = nullptr;
    std::string_view m_view;
};

Table::Table(std::unique_ptr<Bytes> bytes)
    : m_bytes(std::move(bytes))
{
}
Table::~Table() = default;
Table::Table(Table&&) noexcept = default;
Table& Table::operator=(Table&&) noexcept = default;

base::Result<Table> Table::open(const std::string& path)
{
    const base::Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    if (!file.isOpen())
        return base::errnoError(errno, path);
    struct stat status {};
    if (::fstat(file.get(), &status) != 0)
        return base::errnoError(errno, path);
    if (!S_ISREG(status.st_mode) || status.st_uid != ::geteuid() || (status.st_mode & 022) != 0)
        return base::Error{
            base::ErrorCode::UnsafeOwner, path + ": must be a file of this user that nobody else can write"};
    const auto size = static_cast<std::size_t>(status.st_size);
    if (size < kTableHeaderBytes || size > kMaxTableBytes)
        return damaged(path + " has an impossible size");
    // Shared: fifty wrappers hold one copy; the file is made once and never changed.
    void* const mapped = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, file.get(), 0);
    if (mapped == MAP_FAILED)
        return base::errnoError(errno, path);
    auto bytes = std::make_unique<Bytes>(mapped, size);
    if (const auto checked = bytes->check(); !checked)
        return checked.error();
    Table table(std::move(bytes));
    table.m_fileName = path.substr(path.rfind('/') + 1);
    return table;
}

base::Result<Table> Table::fromBytes(std::string bytes)
{
    auto held = std::make_unique<Bytes>(std::move(bytes));
    if (const auto checked = held->check(); !checked)
        return checked.error();
    return Table(std::move(held));
}

std::vector<TableSource> Table::sources() const
{
    return m_bytes->all<TableSource>(Part::Sources, readSource);
}

std::vector<policy::DataClass> Table::rules() const
{
    return m_bytes->all<policy::DataClass>(Part::Rules, readRule);
}

const NameIndex& Table::names() const
{
    auto& index = m_bytes->names;
    if (!index)
        index.emplace(m_bytes->all<PopularName>(Part::Names, readName));
    return *index;
}

base::Result<std::vector<Table::FoundAdvisory>> Table::advisoriesOf(
    Ecosystem ecosystem, std::string_view package) const
{
    return m_bytes->rowsOf<FoundAdvisory>(Part::Advisories,
        packageKey(static_cast<std::uint8_t>(ecosystem), package), readAdvisory,
        [&](const FoundAdvisory& one) {
            return one.advisory.ecosystem == ecosystem && one.advisory.package == package;
        });
}

base::Result<std::vector<Table::FoundHash>> Table::hashesOf(const base::Sha256& hash) const
{
    return m_bytes->rowsOf<FoundHash>(Part::Hashes,
        shortHash({reinterpret_cast<const char*>(hash.data()), hash.size()}), readHash,
        [&](const FoundHash& one) { return one.denied.hash == hash; });
}

} // namespace gatehouse::intelligence
