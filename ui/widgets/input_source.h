// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/approval.h"

#include <QObject>

namespace gatehouse::widgets {

/// Tells a slot what its user acted with, for the registry: what is running now was set off by the pointer,
/// by a key, or, where no input event is being delivered, by an assistive program. For windows that decide
/// little; the approval card asks the window system itself. Watches every event of the application as long as
/// it lives. GUI thread only.
class InputSource final : public QObject {
    Q_OBJECT
public:
    explicit InputSource(QObject* parent = nullptr);

    model::AnsweredBy answeredBy() const { return m_answeredBy; }

    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void note(model::AnsweredBy by);

    model::AnsweredBy m_answeredBy = model::AnsweredBy::Accessibility;
};

} // namespace gatehouse::widgets
