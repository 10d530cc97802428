// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/eval/train/measure.h"
#include "tests/eval/train/training.h"

#include <string>
#include <vector>

namespace gatehouse::eval {

/// What training gives.
struct Trained {
    std::string weightFile;
    std::string report; ///< Markdown
};

/// Trains one model for each fold, on the sources of all others; sets the thresholds by what each says of the
/// sources that it has not seen; and makes their mean the model that is written. To measure it, does all that
/// again without each fold, and says how the mean does on it. The same examples give the same bytes.
Trained trainModel(const std::vector<Example>& examples);

} // namespace gatehouse::eval
