// SPDX-License-Identifier: Apache-2.0
import { test } from 'node:test';
import { connect } from './clients/sdk_v1.mjs';
import { modernScenarios, scenarios } from './scenarios/all.mjs';
import { compareDirectAndGuarded } from './support/compare.mjs';

for (const [name, scenario] of Object.entries(scenarios))
  test(`SDK 1 with ${name} sees the same guarded as direct`, () => compareDirectAndGuarded(connect, name, scenario));

test('SDK 1 with a server of SDK 2 sees the same guarded as direct', () =>
  compareDirectAndGuarded(connect, 'modern', modernScenarios['dual-era']));
