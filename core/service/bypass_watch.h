// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/service/bypass_scan.h"

#include <QObject>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace gatehouse::service {

class OwnJournal;

/// Looks every few seconds for servers that clients run past the wrapper, in a pool. Each such process is
/// journalled once ("running-unguarded").
class BypassWatch final : public QObject {
    Q_OBJECT
public:
    struct Parts {
        std::vector<std::string> wrappers;
        std::shared_ptr<OwnJournal> journal;
        /// The servers that files declare now.
        std::function<std::vector<model::ServerRow>()> servers;
        const BypassProcesses* processes = &systemBypassProcesses();
    };

    BypassWatch(Parts parts, std::chrono::milliseconds interval, QObject* parent = nullptr);
    ~BypassWatch() override;

    /// One look, besides those of the timer; one at a time.
    void look();
    bool isLooking() const;

Q_SIGNALS:
    /// What runs unguarded is not what it was at the last look.
    void changed(const std::vector<gatehouse::service::Bypass>& bypasses);
    void failed(const gatehouse::base::Error& error);

private:
    class State;
    void take(const std::vector<Bypass>& bypasses, const std::vector<model::ServerRow>& servers);

    std::unique_ptr<State> m_state;
};

} // namespace gatehouse::service
