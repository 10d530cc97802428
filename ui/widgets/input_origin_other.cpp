// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/input_origin.h"

namespace gatehouse::widgets {

class InputOrigin::State {};

InputOrigin::InputOrigin() = default;
InputOrigin::~InputOrigin() = default;
void InputOrigin::watch(WId) {}
bool InputOrigin::wasLastPressSynthetic() const
{
    return false;
}
bool InputOrigin::nativeEventFilter(const QByteArray&, void*, qintptr*)
{
    return false;
}

} // namespace gatehouse::widgets
