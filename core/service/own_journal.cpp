// SPDX-License-Identifier: Apache-2.0
#include "core/service/own_journal.h"

#include "core/base/clock.h"
#include "core/base/ids.h"

#include <unistd.h>

namespace gatehouse::service {
namespace {

constexpr std::uint64_t kMaxBytes = std::uint64_t{256} << 20;
constexpr std::size_t kJournalIdBytes = 6;

model::SessionEvent lifeEvent(std::string kind, std::string details)
{
    model::SessionEvent event;
    event.at = base::SystemClock().now();
    event.kind = std::move(kind);
    event.details = std::move(details);
    return event;
}

} // namespace

OwnJournal::OwnJournal(std::string folder, std::string program)
    : m_folder(std::move(folder))
    , m_program(std::move(program))
{
}

OwnJournal::~OwnJournal()
{
    if (!m_writer)
        return;
    m_writer->append(lifeEvent("session-end", {}));
    // Nobody is left to tell; a journal without its closing line is one whose program was killed.
    static_cast<void>(m_writer->flush());
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
        m_folder, m_program + "-" + base::randomHex(kJournalIdBytes), base::SystemClock().now(), kMaxBytes);
    if (!created)
        return created.error();
    m_writer.emplace(std::move(*created));
    m_path = m_writer->path();
    m_writer->append(lifeEvent("session-start",
        "{\"program\":\"" + m_program +
            "\",\"version\":\"" GATEHOUSE_VERSION "\",\"pid\":" + std::to_string(::getpid()) + "}"));
    return {};
}

std::string OwnJournal::path() const
{
    const std::lock_guard lock(m_mutex);
    return m_path;
}

} // namespace gatehouse::service
