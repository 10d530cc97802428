// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace gatehouse::wrap {

/// Gives back what of the program's code and constants is in this process's page tables: much of it is for
/// the start alone, and the kernel maps sixteen pages where one is touched. What is needed again comes from
/// the page cache, for some 50 µs once. Changes nothing that was written; does nothing where the kernel
/// refuses.
void giveBackCodePages();

} // namespace gatehouse::wrap
