// SPDX-License-Identifier: Apache-2.0
// The reference server "sequential-thinking"; it writes to stderr on every call.

export async function sequentialThinking(client, transcript) {
  await transcript.step('tools/list', () => client.listTools());
  for (let thoughtNumber = 1; thoughtNumber <= 3; ++thoughtNumber) {
    await transcript.step(`thought ${thoughtNumber}`, () => client.callTool({ name: 'sequentialthinking', arguments: {
      thought: `Schritt ${thoughtNumber}`, thoughtNumber, totalThoughts: 3, nextThoughtNeeded: thoughtNumber < 3 } }));
  }
}
