// SPDX-License-Identifier: Apache-2.0
// The real yarn dlx in front of a real server, as tst_npx.mjs.
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { yarn } from '../support/npm.mjs';
import { learnsAndAsksOnce, memory } from '../support/package_runner.mjs';

test('yarn dlx: the first version is learned, an upgrade asks once, another archive of it is never relayed', async () => {
  const cache = (home) => home.file('.yarn', 'berry', 'cache');
  await learnsAndAsksOnce({ command: ['yarn', 'dlx', '--quiet', memory], programs: { yarn }, runner: 'yarn', needsApart: true,
    upgraded: '2026.8.31, 2026.9.7', // it keeps both
    entriesOf: (home) => fs.readdirSync(cache(home)).filter((name) => name.startsWith(`${memory.replace('/', '-')}-npm-2026.9.7-`))
      .map((name) => path.join(cache(home), name)),
    variables: (address) => ({ YARN_NPM_REGISTRY_SERVER: address, YARN_UNSAFE_HTTP_WHITELIST: '127.0.0.1', YARN_ENABLE_TELEMETRY: '0' }) });
});
