// SPDX-License-Identifier: Apache-2.0
// What nobody answers: the server is ended, its client is told, and what is answered later holds for the next start.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { server } from '../support/python_index.mjs';
import { withPythonRunner } from '../support/python_runner.mjs';

test('uvx: a question about what is found nowhere that nobody answers ends the server and stays', async () => {
  await withPythonRunner({ command: ['uvx', server] }, async (runner) => {
    runner.keepNothing();
    runner.index.publish('1.0.0');
    await runner.approve();
    assert.equal(await runner.guardedName(), undefined);
    assert.match(runner.errors, /nobody has decided .*nothing of it was relayed/);
    const [card] = await runner.newCards();
    await runner.home.gatehouse('approve', card.id);
    await runner.assertSilent();
  });
});
