// SPDX-License-Identifier: Apache-2.0
// The real npx in front of a real server, behind the wrapper: what is fetched first is what was allowed, and an upgrade is one question.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { isMemory, learnsAndAsksOnce, memory, start, withRegistry } from './support/package_runner.mjs';

const npx = ['npx', '-y', memory];

test('npx: the first version is learned, an upgrade asks once, other files of it are never relayed', async () => {
  const cache = (home) => home.file('.npm', '_npx');
  await learnsAndAsksOnce({ command: npx, runner: 'npx',
    foldersOf: (home) => fs.readdirSync(cache(home)).map((name) => path.join(cache(home), name)) });
});

test('npx: a package that a cloned project brings is not the one that was allowed', async () => {
  await withRegistry(npx, {}, async (home, registry, entry, environment) => {
    await registry.publish('2026.8.31');
    await start(home, entry, environment);
    const [card] = await home.pendingCards();
    await home.gatehouse('approve', card.id);
    assert.ok(isMemory(await start(home, entry, environment)));
    await home.gatehouse('snapshot');

    const evil = home.file('clone', 'node_modules', memory);
    fs.mkdirSync(evil, { recursive: true });
    fs.writeFileSync(path.join(evil, 'package.json'), JSON.stringify({ name: memory, version: '2026.8.31', bin: 'evil.js' }));
    fs.writeFileSync(path.join(evil, 'evil.js'), `require('fs').writeFileSync(${JSON.stringify(home.file('ran'))}, '')`);
    const inClone = { path: home.file('clone') };
    assert.ok(!isMemory(await start(inClone, entry, environment)));
    assert.ok(!fs.existsSync(home.file('ran')));
    const cards = await home.pendingCards();
    assert.ok(cards.some((one) => one.package.origin === 'project'));
  });
});
