// SPDX-License-Identifier: Apache-2.0
// The real bunx in front of a real server, as tst_npx.mjs.
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { bun } from '../support/npm.mjs';
import { learnsAndAsksOnce, memory } from '../support/package_runner.mjs';

const kept = (home) => home.file('.bun', 'install', 'cache', `.bunx-${process.getuid()}`, `${memory}@latest`);

/** bunx asks its registry again where what it keeps is older than a day, and what it knows of the registry older than minutes. */
function expire(home) {
  const before = new Date(Date.now() - 3 * 24 * 3600 * 1000);
  const folder = path.join(kept(home), 'node_modules');
  for (const name of ['.bin', `${memory}/package.json`, `${memory}/dist/index.js`])
    fs.lutimesSync(path.join(folder, name), before, before);
  const cache = home.file('.bun', 'install', 'cache');
  for (const name of fs.readdirSync(cache).filter((one) => one.endsWith('.npm')))
    fs.rmSync(path.join(cache, name));
}

test('bunx: the first version is learned, an upgrade asks once, other files of it are never relayed', async () => {
  await learnsAndAsksOnce({ command: ['bunx', `${memory}@latest`], programs: { bunx: bun }, runner: 'bunx', expire, saysWhatItNeeds: false,
    foldersOf: (home) => [kept(home)] });
});
