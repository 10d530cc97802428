// SPDX-License-Identifier: Apache-2.0
// The Inspector's command line reads a client's file itself, each command with a process of its own.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertBytesEqual, declare, guardedEntry } from './support/guarded.mjs';
import { inspector, node, referenceServer } from './support/npm.mjs';
import { run } from './support/run.mjs';
import { ScratchHome } from './support/scratch_home.mjs';

const commands = [
  ['--method', 'tools/list'],
  ['--method', 'tools/call', '--tool-name', 'echo', '--tool-arg', 'message=Grüße – "quoted"'],
  ['--method', 'tools/call', '--tool-name', 'no-such-tool'],
  ['--method', 'resources/list'],
  ['--method', 'prompts/list'],
];

async function inspect(home, file, words) {
  const result = await run(node, [inspector, '--cli', '--config', file, '--server', 'everything', ...words],
    { env: home.environment({ MCP_INSPECTOR_SECRET_STORE: 'memory' }), cwd: home.path });
  return { status: result.status, stdout: result.stdout };
}

test('Inspector prints the same guarded as direct', async () => {
  const home = new ScratchHome();
  try {
    const entry = referenceServer('everything');
    const file = declare(home, { everything: entry });
    const direct = [];
    for (const words of commands)
      direct.push(await inspect(home, file, words));
    assert.match(direct[0].stdout, /"name": "echo"/);
    assert.match(direct[1].stdout, /Grüße/);

    const guarded = await guardedEntry(home, 'everything', entry);
    declare(home, { everything: guarded }); // the taps come on top of what protect has written
    for (const [at, words] of commands.entries())
      assert.deepEqual(await inspect(home, file, words), direct[at], words.join(' '));
    assertBytesEqual(home);
    await home.untilQuiet();
  } finally {
    home.remove();
  }
});
