// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/input_origin.h"

namespace gatehouse::widgets {

class InputOrigin::State {};

InputOrigin::InputOrigin() = default;
InputOrigin::~InputOrigin() = default;
void InputOrigin::watch(WId) {}
model::AnsweredBy InputOrigin::whose(model::AnsweredBy by) const
{
    return by;
}
bool InputOrigin::nativeEventFilter(const QByteArray&, void*, qintptr*)
{
    return false;
}

} // namespace gatehouse::widgets
