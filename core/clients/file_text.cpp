// SPDX-License-Identifier: Apache-2.0
#include "core/clients/file_text.h"

#include "core/base/hash.h"

namespace gatehouse::clients {
namespace {

constexpr std::size_t kMaxKnownBytes = std::size_t{16} << 20;

/// What a stricter reader takes says the same to one that takes more.
bool isAsTolerant(Tolerance reader, Tolerance other)
{
    return (reader.byteOrderMark || !other.byteOrderMark) && (reader.comments || !other.comments) &&
        (reader.trailingCommas || !other.trailingCommas);
}

} // namespace

FileText::FileText()
    : FileText(std::string())
{
}

FileText::FileText(std::string bytes)
    : m_state(std::make_shared<State>())
{
    m_state->bytes = std::move(bytes);
}

const std::string& FileText::hash() const
{
    if (m_state->hash.empty())
        m_state->hash = base::toHex(base::sha256(bytes()));
    return m_state->hash;
}

base::Result<const Document*> FileText::open(const std::string& format, Tolerance tolerance) const
{
    for (const auto& one : m_state->opened) {
        if (one.format == format && isAsTolerant(tolerance, one.tolerance))
            return one.document.get();
    }
    const auto* const dialect = findDialect(format);
    if (dialect == nullptr)
        return base::Error{base::ErrorCode::RecordDamaged, "no such format: " + format};
    auto document = dialect->open(bytes(), tolerance);
    if (!document)
        return document.error();
    m_state->opened.push_back({format, tolerance, std::move(*document)});
    return m_state->opened.back().document.get();
}

const FileText* KnownTexts::find(const std::string& path, const base::FileStamp& stamp) const
{
    const auto known = m_known.find(path);
    return known != m_known.end() && known->second.stamp == stamp ? &known->second.text : nullptr;
}

void KnownTexts::remember(const std::string& path, const base::FileStamp& stamp, const FileText& text)
{
    if (const auto old = m_known.find(path); old != m_known.end()) {
        m_bytes -= old->second.text.bytes().size();
        m_known.erase(old);
    }
    if (m_bytes + text.bytes().size() > kMaxKnownBytes)
        return;
    m_bytes += text.bytes().size();
    m_known.emplace(path, Known{stamp, text});
}

base::Result<FileText> readFileText(const std::string& path, base::FileStamp& stamp, KnownTexts* texts)
{
    if (texts != nullptr) {
        const auto now = base::stampOf(path);
        if (const auto* const known = now ? texts->find(path, *now) : nullptr) {
            stamp = *now;
            return *known;
        }
    }
    auto bytes = base::readFile(path, kMaxClientFileBytes, &stamp);
    if (!bytes)
        return bytes.error();
    FileText text(std::move(*bytes));
    if (texts != nullptr)
        texts->remember(path, stamp, text);
    return text;
}

} // namespace gatehouse::clients
