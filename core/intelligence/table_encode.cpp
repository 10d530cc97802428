// SPDX-License-Identifier: Apache-2.0
#include "core/intelligence/table_layout.h"
#include "core/intelligence/table_rows.h"

#include <sodium/crypto_shorthash.h>

#include <algorithm>
#include <array>

namespace gatehouse::intelligence {
namespace {

using policy::ByteReader;
using policy::ByteWriter;

constexpr auto kParts = static_cast<std::size_t>(Part::Count);

struct Slot {
    std::uint64_t key = 0;
    std::uint64_t offset = 0;
    std::uint64_t size = 0;
};

/// Puts rows one behind the other, and remembers what each is found by.
class Layout {
public:
    Layout() { m_body.raw(std::string(kTableHeaderBytes + kParts * kPartBytes, '\0')); }

    void add(Part part, std::uint64_t key, std::string_view row)
    {
        m_slots.at(static_cast<std::size_t>(part)).push_back({key, m_body.size(), row.size()});
        m_body.number(shortHash(row));
        m_body.raw(row);
    }

    std::string finish()
    {
        ByteWriter head;
        head.raw(kTableMagic);
        head.number(kTableFormat);
        head.number(static_cast<std::uint32_t>(kParts));
        for (auto& slots : m_slots) {
            std::stable_sort(slots.begin(), slots.end(),
                [](const Slot& left, const Slot& right) { return left.key < right.key; });
            head.number(static_cast<std::uint64_t>(m_body.size()));
            head.number(static_cast<std::uint64_t>(slots.size()));
            for (const auto& slot : slots) {
                m_body.number(slot.key);
                m_body.number(slot.offset);
                m_body.number(slot.size);
            }
        }
        auto bytes = m_body.take();
        const auto header = head.take();
        bytes.replace(0, header.size(), header);
        return bytes;
    }

private:
    ByteWriter m_body;
    std::array<std::vector<Slot>, kParts> m_slots;
};

template <typename... Values>
std::string rowOf(const Values&... values)
{
    ByteWriter row;
    write(row, values...);
    return row.take();
}

TableSource sourceOf(const TableInput& input)
{
    const auto& content = input.content;
    TableSource source{input.keyId, content.head, content.advisories.size(), 0, content.hashes.size(),
        content.names.size(), content.rules.size(), input.isOrganisation};
    source.malicious = static_cast<std::uint64_t>(std::count_if(content.advisories.begin(),
        content.advisories.end(), [](const Advisory& one) { return one.isMalicious(); }));
    return source;
}

} // namespace

std::uint64_t shortHash(std::string_view bytes)
{
    constexpr std::array<unsigned char, crypto_shorthash_KEYBYTES> kKey{};
    std::array<unsigned char, crypto_shorthash_BYTES> hash{};
    ::crypto_shorthash(
        hash.data(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), kKey.data());
    return ByteReader({reinterpret_cast<const char*>(hash.data()), hash.size()}).number<std::uint64_t>();
}

std::uint64_t packageKey(std::uint8_t ecosystem, std::string_view package)
{
    std::string key(1, static_cast<char>(ecosystem));
    return shortHash(key.append(package));
}

std::string encodeTable(const std::vector<TableInput>& inputs)
{
    Layout layout;
    for (std::size_t source = 0; source < inputs.size(); ++source) {
        const auto& content = inputs[source].content;
        layout.add(Part::Sources, 0, rowOf(sourceOf(inputs[source])));
        for (const auto& one : content.rules)
            layout.add(Part::Rules, 0, rowOf(one));
        for (const auto& one : content.names)
            layout.add(Part::Names, 0, rowOf(one));
        for (const auto& one : content.advisories)
            layout.add(Part::Advisories, packageKey(static_cast<std::uint8_t>(one.ecosystem), one.package),
                rowOf(one, source));
        for (const auto& one : content.hashes)
            layout.add(Part::Hashes,
                shortHash({reinterpret_cast<const char*>(one.hash.data()), one.hash.size()}),
                rowOf(one, source));
    }
    return layout.finish();
}

std::string tableName(std::string_view bytes)
{
    constexpr std::size_t kDigits = 32;
    return base::toHex(base::sha256(bytes)).substr(0, kDigits);
}

std::string tablePath(const std::string& stateFolder, std::string_view name)
{
    return (stateFolder + "/lists/").append(name);
}

} // namespace gatehouse::intelligence
