// SPDX-License-Identifier: Apache-2.0
// The real Deno in front of real servers, behind the wrapper. Its npm registry is the test's own; once the package is in Deno's cache, it
// starts without any.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { deno } from '../support/npm.mjs';
import { OwnScript } from '../support/own_script.mjs';
import { isMemory, learnsAndAsksOnce, memory, start, withRegistry } from '../support/package_runner.mjs';

const isGatehouse = /^gatehouse-/; // the server that stands in for one that waits
const run = ['deno', 'run', '--allow-all'];

test('deno run script: it runs as it was approved, and a module that it imports asks when it is changed', async () => {
  const script = new OwnScript({ extension: 'ts', programs: { deno } });
  try {
    const words = [...run, script.server];
    assert.match(await script.guardedName(words), isGatehouse);
    const card = await script.approve();
    assert.ok(card.unknown.includes('script-loads'));
    assert.equal(await script.guardedName(words), 'good');
    assert.equal(await script.guardedName(words), 'good', 'what deno keeps of it is no change');

    script.setName('evil');
    assert.match(await script.guardedName(words), isGatehouse);
    const { changes } = await script.approve();
    assert.deepEqual(changes.map(({ field }) => field), ['sources']);
    assert.equal(await script.guardedName(words), 'evil');
  } finally {
    await script.end();
  }
});

test('deno run npm:package: the first version is learned, an upgrade asks once, other files of it are never relayed', async () => {
  const cache = (home) => home.file('.cache', 'deno', 'npm');
  const packages = (home) => fs.readdirSync(cache(home)).map((registry) => path.join(cache(home), registry, memory));
  await learnsAndAsksOnce({ command: [...run, `npm:${memory}`], programs: { deno }, runner: 'deno', needsApart: true,
    upgraded: '2026.8.31, 2026.9.7', // it keeps both
    // It asks its registry again where it knows nothing of the package; so it does with --reload.
    expire: (home) => packages(home).forEach((folder) => fs.rmSync(path.join(folder, 'registry.json'))),
    entriesOf: (home) => packages(home).map((folder) => path.join(folder, '2026.9.7', 'dist', 'index.js')),
    variables: (address) => ({ NPM_CONFIG_REGISTRY: address }) });
});

test('deno run npm:package: what was approved starts from the cache, with no registry there', async () => {
  await withRegistry([...run, `npm:${memory}`], { deno }, async (home, registry, entry, environment) => {
    await registry.publishNeeds();
    await registry.publish('2026.8.31');
    await start(home, entry, environment);
    const [card] = await home.pendingCards();
    await home.gatehouse('approve', card.id);
    assert.ok(isMemory(await start(home, entry, environment)));
    await home.gatehouse('snapshot');

    await registry.stop();
    const offline = await start(home, entry, environment);
    assert.ok(isMemory(offline), offline.errors);
  }, (address) => ({ NPM_CONFIG_REGISTRY: address }));
});
