// SPDX-License-Identifier: Apache-2.0
#include "core/service/own_journal.h"

#include "core/base/clock.h"
#include "core/base/ids.h"

namespace gatehouse::service {
namespace {

constexpr std::uint64_t kMaxBytes = std::uint64_t{256} << 20;
constexpr std::size_t kIdBytes = 6;

} // namespace

OwnJournal::OwnJournal(std::string folder, std::string program)
    : m_folder(std::move(folder))
    , m_program(std::move(program))
{
}

base::Result<void> OwnJournal::record(model::SessionEvent event)
{
    const std::lock_guard lock(m_mutex);
    if (event.at == 0)
        event.at = base::SystemClock().now();
    if (!m_writer) {
        if (const auto opened = open(); !opened)
            return opened.error();
    }
    m_writer->append(event);
    const auto flushed = m_writer->flush();
    if (!flushed && flushed.error().code == base::ErrorCode::JournalFull) {
        m_writer.reset(); // the line was written; the next one begins another file
        return {};
    }
    if (!flushed)
        m_writer.reset();
    return flushed;
}

base::Result<void> OwnJournal::open()
{
    auto created = journal::JournalWriter::create(
        m_folder, m_program + "-" + base::randomHex(kIdBytes), base::SystemClock().now(), kMaxBytes);
    if (!created)
        return created.error();
    m_writer.emplace(std::move(*created));
    return {};
}

std::string OwnJournal::path() const
{
    const std::lock_guard lock(m_mutex);
    return m_writer ? m_writer->path() : std::string();
}

} // namespace gatehouse::service
