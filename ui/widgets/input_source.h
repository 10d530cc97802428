// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/approval.h"
#include "ui/widgets/input_origin.h"

#include <QObject>

namespace gatehouse::widgets {

/// Tells a slot what its user acted with, for the registry: what is running now was set off by the pointer
/// (a hand's, or a program's that imitates one), by a key, or, where no input event is being delivered, by an
/// assistive program. Watches every event of the application, and all its windows, as long as it lives: what
/// other programs send to these is dropped. GUI thread only.
class InputSource final : public QObject {
    Q_OBJECT
public:
    explicit InputSource(QObject* parent = nullptr);

    model::AnsweredBy answeredBy() const;

    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void note(model::AnsweredBy by);

    InputOrigin m_origin;
    model::AnsweredBy m_answeredBy = model::AnsweredBy::Accessibility;
};

} // namespace gatehouse::widgets
