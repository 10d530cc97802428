// SPDX-License-Identifier: Apache-2.0
// What node has kept compiled, exchanged (decision record 0026). Bun and Deno: slow/tst_compiled_code.mjs.
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { filesBelow, runsNothingCompiledByOthers } from './support/own_script.mjs';

/** Length and digest of the source, behind a number of node's own. */
const sourceMarks = [[4, 8], [12, 16]];

test('node: code that somebody put into its compile cache does not run', async () => {
  await runsNothingCompiledByOthers({ command: ['node'], extension: 'mjs', kept: 'tmp/node-compile-cache',
    exchange: (script, good, evil) => {
      const [file] = filesBelow(good);
      const bytes = fs.readFileSync(filesBelow(evil)[0]);
      for (const [from, to] of sourceMarks)
        fs.readFileSync(file).copy(bytes, from, from, to);
      fs.writeFileSync(path.join(script.home.file('tmp/node-compile-cache'), path.relative(good, file)), bytes);
    } });
});
