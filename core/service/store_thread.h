// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QPointer>

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <type_traits>
#include <utility>

namespace gatehouse::service {

class Ledger;

/// The one thread that touches the database. Jobs run in the order they were posted; what a job returns is
/// handed to its completion in the thread this object lives in, unless the context object is gone by then. On
/// destruction every job that was posted still runs, so that nothing that was decided is lost; completions do
/// not.
class StoreThread final : public QObject {
    Q_OBJECT
public:
    explicit StoreThread(std::unique_ptr<Ledger> ledger);
    ~StoreThread() override;

    /// `work(Ledger&)` there, then `done(result)` here. Both may be move-only. `context` must live in this
    /// object's thread.
    template <typename Work, typename Done>
    void run(QObject* context, Work work, Done done)
    {
        post(std::make_unique<TaskOf<Work, Done>>(context, std::move(work), std::move(done)));
    }
    /// `work(Ledger&)` there, and nobody waits for it.
    template <typename Work>
    void run(Work work)
    {
        post(std::make_unique<LoneTask<Work>>(std::move(work)));
    }

private:
    class Task {
    public:
        virtual ~Task() = default;
        virtual void work(Ledger& ledger) = 0;
        virtual void finish() = 0;
    };

    template <typename Work, typename Done>
    class TaskOf final : public Task {
    public:
        TaskOf(QObject* context, Work work, Done done)
            : m_context(context)
            , m_work(std::move(work))
            , m_done(std::move(done))
        {
        }
        void work(Ledger& ledger) override { m_result.emplace(m_work(ledger)); }
        void finish() override
        {
            if (m_context)
                m_done(std::move(*m_result));
        }

    private:
        QPointer<QObject> m_context; // read and written in the owner's thread only
        Work m_work;
        Done m_done;
        std::optional<std::invoke_result_t<Work&, Ledger&>> m_result;
    };

    template <typename Work>
    class LoneTask final : public Task {
    public:
        explicit LoneTask(Work work)
            : m_work(std::move(work))
        {
        }
        void work(Ledger& ledger) override { m_work(ledger); }
        void finish() override {}

    private:
        Work m_work;
    };

    void post(std::unique_ptr<Task> task);
    void loop();
    void finishAll();

    std::unique_ptr<Ledger> m_ledger;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<std::unique_ptr<Task>> m_waiting;
    std::deque<std::unique_ptr<Task>> m_finished;
    bool m_isEnding = false;
    std::thread m_thread;
};

} // namespace gatehouse::service
