// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QPointer>
#include <QThreadPool>

#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace gatehouse::service {

/// Runs blocking work (reading clients' files, hashing programs) away from the thread this object lives in,
/// one piece after the other. On destruction what has begun ends and what has not is dropped.
class WorkPool final : public QObject {
    Q_OBJECT
public:
    explicit WorkPool(QObject* parent = nullptr)
        : QObject(parent)
    {
        m_pool.setMaxThreadCount(1);
    }
    ~WorkPool() override
    {
        m_pool.clear();
        m_pool.waitForDone();
    }

    /// `work()` there, then `done(result)` here, unless `context`, which lives here, is gone.
    template <typename Work, typename Done>
    void run(QObject* context, Work work, Done done)
    {
        using Value = std::invoke_result_t<Work&>;
        struct Errand {
            QPointer<QObject> context;
            Done done;
            std::optional<Value> result;
        };
        auto errand = std::make_shared<Errand>(Errand{context, std::move(done), std::nullopt});
        m_pool.start([this, errand = std::move(errand), work = std::move(work)]() mutable {
            errand->result.emplace(work());
            QMetaObject::invokeMethod(
                this,
                [errand = std::move(errand)] {
                    if (errand->context)
                        errand->done(std::move(*errand->result));
                },
                Qt::QueuedConnection);
        });
    }

private:
    QThreadPool m_pool;
};

} // namespace gatehouse::service
