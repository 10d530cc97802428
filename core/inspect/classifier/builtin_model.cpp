// SPDX-License-Identifier: Apache-2.0
#include "core/inspect/classifier/model.h"
#include "core/inspect/classifier/weights.h"

namespace gatehouse::inspect {

const Model& Model::builtIn()
{
    static const Model kModel = view({reinterpret_cast<const char*>(kInjectionWeights), kFileBytes});
    return kModel;
}

} // namespace gatehouse::inspect
