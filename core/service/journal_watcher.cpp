// SPDX-License-Identifier: Apache-2.0
#include "core/service/journal_watcher.h"

#include "core/service/store_thread.h"

#include <utility>

namespace gatehouse::service {
namespace {

constexpr std::string_view kSuffix = ".jsonl";
constexpr std::chrono::milliseconds kRetry{2000};

} // namespace

base::Result<std::unique_ptr<JournalWatcher>> JournalWatcher::watch(
    StoreThread& store, const std::string& folder)
{
    auto watch = FolderWatch::open(folder);
    if (!watch)
        return watch.error();
    return std::unique_ptr<JournalWatcher>(new JournalWatcher(store, std::move(*watch)));
}

JournalWatcher::JournalWatcher(StoreThread& store, std::unique_ptr<FolderWatch> folder)
    : m_store(store)
    , m_folder(std::move(folder))
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, [this] { foldDirty(); });
    connect(m_folder.get(), &FolderWatch::changed, this, [this](const std::string& name) {
        if (!name.ends_with(kSuffix))
            return;
        m_dirty.insert(name);
        // Not restarted by each event: a busy journal must not put the fold off for ever.
        if (!m_timer.isActive())
            m_timer.start(kBatch);
    });
    connect(m_folder.get(), &FolderWatch::overflowed, this, [this] { foldAll(); });
}

void JournalWatcher::foldAll()
{
    m_isAllDirty = true;
    foldDirty();
}

bool JournalWatcher::hasUnread()
{
    m_folder->readEvents();
    return m_isFolding || m_isAllDirty || !m_dirty.empty();
}

void JournalWatcher::foldAll(std::function<void()> done)
{
    m_waiting.push_back(std::move(done));
    foldAll();
}

void JournalWatcher::foldDirty()
{
    if (m_isFolding || (m_dirty.empty() && !m_isAllDirty))
        return;
    m_isFolding = true;
    const std::vector<std::string> names(m_dirty.begin(), m_dirty.end());
    const bool all = m_isAllDirty;
    m_dirty.clear();
    m_isAllDirty = false;
    auto waiting = all ? std::exchange(m_waiting, {}) : std::vector<std::function<void()>>();
    m_store.run(
        this, [names, all](Ledger& ledger) { return all ? ledger.foldAll() : ledger.fold(names); },
        [this, names, all, waiting = std::move(waiting)](const base::Result<FoldReport>& report) {
            m_isFolding = false;
            const bool again = !report || report->hasMore;
            if (again) {
                m_isAllDirty = m_isAllDirty || all;
                m_dirty.insert(names.begin(), names.end());
            }
            const bool goesOn = report && report->hasMore;
            if (goesOn)
                m_waiting.insert(m_waiting.begin(), waiting.begin(), waiting.end());
            if (report)
                Q_EMIT folded(*report);
            else
                Q_EMIT failed(report.error());
            if (!m_dirty.empty() || m_isAllDirty)
                m_timer.start(!report ? kRetry : again ? std::chrono::milliseconds{0} : kBatch);
            for (const auto& done : goesOn ? std::vector<std::function<void()>>() : waiting)
                done();
        });
}

} // namespace gatehouse::service
