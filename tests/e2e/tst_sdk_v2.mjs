// SPDX-License-Identifier: Apache-2.0
import { test } from 'node:test';
import { connect } from './clients/sdk_v2.mjs';
import { modernScenarios, scenarios } from './scenarios/all.mjs';
import { compareDirectAndGuarded } from './support/compare.mjs';

const pinned = { pin: '2026-07-28' };

for (const [name, scenario] of Object.entries(scenarios)) {
  test(`SDK 2, legacy, with ${name} sees the same guarded as direct`, () =>
    compareDirectAndGuarded(connect, name, scenario, { mode: 'legacy' }));
}

// auto starts a disposable sibling, sends server/discover and ends it at once with SIGTERM.
test('SDK 2, auto, with a legacy server sees the same guarded as direct', () =>
  compareDirectAndGuarded(connect, 'memory', scenarios.memory, { mode: 'auto' }));

for (const mode of ['legacy', 'auto', pinned]) {
  test(`SDK 2, ${JSON.stringify(mode)}, with a server of both eras sees the same guarded as direct`, () =>
    compareDirectAndGuarded(connect, 'dual-era', modernScenarios['dual-era'], { mode }));
}

for (const mode of ['auto', pinned]) {
  test(`SDK 2, ${JSON.stringify(mode)}, with a stateless server sees the same guarded as direct`, () =>
    compareDirectAndGuarded(connect, 'modern-only', modernScenarios['modern-only'], { mode }));
}
