// SPDX-License-Identifier: Apache-2.0
#include "core/service/store_thread.h"

#include "core/service/ledger.h"

#include <QMetaObject>

namespace gatehouse::service {

StoreThread::StoreThread(std::unique_ptr<Ledger> ledger)
    : m_ledger(std::move(ledger))
    , m_thread([this] { loop(); })
{
}

StoreThread::~StoreThread()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isEnding = true;
    }
    m_wake.notify_one();
    m_thread.join();
}

void StoreThread::post(std::unique_ptr<Task> task)
{
    {
        const std::lock_guard lock(m_mutex);
        m_waiting.push_back(std::move(task));
    }
    m_wake.notify_one();
}

void StoreThread::loop()
{
    std::unique_lock lock(m_mutex);
    for (;;) {
        m_wake.wait(lock, [this] { return m_isEnding || !m_waiting.empty(); });
        if (m_waiting.empty())
            return;
        auto task = std::move(m_waiting.front());
        m_waiting.pop_front();
        lock.unlock();
        task->work(*m_ledger);
        lock.lock();
        // Also for tasks without a completion: what a task holds is freed in the thread that made it.
        m_finished.push_back(std::move(task));
        if (m_finished.size() == 1 && !m_isEnding)
            QMetaObject::invokeMethod(
                this, [this] { finishAll(); }, Qt::QueuedConnection);
    }
}

void StoreThread::finishAll()
{
    std::deque<std::unique_ptr<Task>> finished;
    {
        const std::lock_guard lock(m_mutex);
        finished.swap(m_finished);
    }
    for (const auto& task : finished)
        task->finish();
}

} // namespace gatehouse::service
