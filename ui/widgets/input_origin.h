// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/approval.h"

#include <QAbstractNativeEventFilter>
#include <QSet>
#include <QWindow>

#include <memory>

namespace gatehouse::widgets {

/// What the window system tells about where input came from, which Qt does not pass on. Watches the windows
/// that it is given: events that another program sent to them are dropped, and a press that a program made
/// through the test interface is remembered as synthetic. Where the platform tells nothing everything counts
/// as real.
class InputOrigin final : public QAbstractNativeEventFilter {
public:
    InputOrigin();
    ~InputOrigin() override;

    void watch(WId window);
    /// Whose it was: what a pointer did is synthetic where the last press in a watched window was no hand's.
    model::AnsweredBy whose(model::AnsweredBy by) const;

    bool nativeEventFilter(const QByteArray& eventType, void* message, qintptr* result) override;

private:
    class State;
    std::unique_ptr<State> m_state;
};

} // namespace gatehouse::widgets
