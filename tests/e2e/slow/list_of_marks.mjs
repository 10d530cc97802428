// SPDX-License-Identifier: Apache-2.0
import { stripVTControlCharacters } from 'node:util';

/** Lines such as `✓ memory: … - Connected`, as {memory: 'Connected'}. */
export function listOfMarks(text) {
  const rows = stripVTControlCharacters(text).matchAll(/^\s*[✓✗…○]\s+([^:\s]+):.* - (.+)$/gm);
  return Object.fromEntries([...rows].map(([, name, state]) => [name, state.trim()]));
}
