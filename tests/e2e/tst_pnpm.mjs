// SPDX-License-Identifier: Apache-2.0
// The real pnpm dlx in front of a real server, as tst_npx.mjs.
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { pnpm } from './support/npm.mjs';
import { learnsAndAsksOnce, memory } from './support/package_runner.mjs';

test('pnpm dlx: the first version is learned, an upgrade asks once, other files of it are never relayed', async () => {
  const cache = (home) => home.file('.cache', 'pnpm', 'dlx');
  await learnsAndAsksOnce({ command: ['pnpm', 'dlx', memory], programs: { pnpm }, runner: 'pnpm',
    upgraded: '2026.8.31, 2026.9.7', // it keeps both
    foldersOf: (home) => fs.readdirSync(cache(home)).map((name) => path.join(cache(home), name, 'pkg')) });
});
