// SPDX-License-Identifier: Apache-2.0
// What bun, deno, tsx and jiti have kept compiled, exchanged (decision record 0026).
import fs from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { bun, deno, jiti, tsx } from '../support/npm.mjs';
import { filesBelow, runsNothingCompiledByOthers } from '../support/own_script.mjs';

test('bun: a transpiled file that somebody put into its cache does not run', async () => {
  const headOfInput = 30; // form, settings, length and digest of the source
  const padding = Array.from({ length: 2000 }, (_, at) => `export const v${at}: number = ${at}; // ${'x'.repeat(30)}`).join('\n');
  await runsNothingCompiledByOthers({ command: ['bun', 'run'], extension: 'ts', padding, programs: { bun }, kept: '.bun/install/cache/@t@',
    exchange: (script, good, evil) => {
      const [file] = filesBelow(good);
      const bytes = fs.readFileSync(filesBelow(evil)[0]);
      fs.readFileSync(file).copy(bytes, 0, 0, headOfInput);
      fs.writeFileSync(path.join(script.home.file('.bun/install/cache/@t@'), path.basename(file)), bytes);
    } });
});

const inDeno = { command: ['deno', 'run', '--allow-all'], programs: { deno }, kept: '.cache/deno' };

test('deno: transpiled TypeScript that somebody put into its cache does not run', async () => {
  await runsNothingCompiledByOthers({ ...inDeno, extension: 'ts', exchange: (script, good, evil) => {
    const toolsIn = (folder) => filesBelow(path.join(folder, 'gen')).find((one) => one.endsWith('tools.ts.js'));
    const [, digestOfSource] = /denoCacheMetadata=(\d+),/.exec(fs.readFileSync(toolsIn(good), 'utf8'));
    const text = fs.readFileSync(toolsIn(evil), 'utf8').replace(/denoCacheMetadata=\d+,/, `denoCacheMetadata=${digestOfSource},`);
    fs.writeFileSync(toolsIn(script.home.file('.cache/deno')), text);
  } });
});

test('deno: code that somebody put into the cache of its engine does not run', async () => {
  await runsNothingCompiledByOthers({ ...inDeno, extension: 'js', exchange: (script, good) => {
    const bookOf = (folder) => new DatabaseSync(path.join(folder, 'v8_code_cache_v2'));
    const before = bookOf(good);
    const read = before.prepare("SELECT source_hash FROM codecache WHERE specifier LIKE '%tools.js'");
    read.setReadBigInts(true);
    const { source_hash: digestOfSource } = read.get();
    before.close();
    const book = bookOf(script.home.file('.cache/deno'));
    book.prepare("UPDATE codecache SET source_hash = ? WHERE specifier LIKE '%tools.js'").run(digestOfSource);
    book.close();
  } });
});

/** Their entries hold text, and bear no digest of it. */
const rewrite = (kept) => (script, good) => {
  fs.rmSync(script.home.file(kept), { recursive: true });
  fs.cpSync(good, script.home.file(kept), { recursive: true });
  for (const file of filesBelow(script.home.file(kept)))
    fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replaceAll('good', 'evil'));
};

test('tsx: a transpiled file that somebody put into its cache does not run', async () => {
  const kept = `tmp/tsx-${process.getuid()}`;
  await runsNothingCompiledByOthers({ command: ['node', tsx], extension: 'ts', kept, exchange: rewrite(kept) });
});

test('jiti: a transpiled file that somebody put into its cache does not run', async () => {
  const kept = 'tmp/jiti';
  await runsNothingCompiledByOthers({ command: ['node', jiti], extension: 'ts', kept, exchange: rewrite(kept) });
});
