// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/clients/watched_places.h"
#include "core/service/completion.h"
#include "core/service/healer.h"

#include <QObject>
#include <QVector>

#include <memory>
#include <string>
#include <vector>

namespace gatehouse::service {

/// Watches clients' files for as long as it lives, has each looked at once it is quiet, and keeps what the
/// user is to decide. Reading and writing happen in a pool.
class HealingService final : public QObject {
    Q_OBJECT
public:
    explicit HealingService(HealerOptions options, QObject* parent = nullptr);
    ~HealingService() override;

    /// `known`: the files as the books have them. Nothing is looked at before this.
    void start(std::vector<clients::FileView> known);
    /// What discovery found. The files that are new among them are looked at.
    void setPlaces(const std::vector<clients::ClientPlace>& places);

    QVector<Matter> matters() const;

    void putBack(
        const std::vector<std::string>& refs, QObject* context, Completion<std::vector<EntryResult>> done);
    void leave(const std::string& ref);
    void forget(const std::string& ref);
    void resume(const std::string& file);
    /// Records changed by somebody else's hand: what is asked may have been answered.
    void lookAgain();

Q_SIGNALS:
    /// A client's file may have changed; what that means is known once it is quiet.
    void fileTouched();
    void mattersChanged();
    /// Entries came, went, or are guarded otherwise than before.
    void entriesChanged();
    void failed(const gatehouse::base::Error& error);

private:
    class State;
    void touch(const std::string& path);
    void schedule();
    void lookAtQuietOnes();
    void lookAt(const std::set<std::string>& paths);
    template <typename Answer>
    void answer(Answer work);
    void take(const QVector<Matter>& matters);
    std::unique_ptr<State> m_state;
};

} // namespace gatehouse::service
