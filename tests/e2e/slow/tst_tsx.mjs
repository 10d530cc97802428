// SPDX-License-Identifier: Apache-2.0
// The real tsx, a package that runs a developer's own script, behind the wrapper.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tsx } from '../support/npm.mjs';
import { OwnScript } from '../support/own_script.mjs';

test('tsx script: it runs as it was approved, and a module that it imports asks when it is changed', async () => {
  const script = new OwnScript({ extension: 'ts' });
  try {
    const words = ['node', tsx, script.server];
    assert.match(await script.guardedName(words), /^gatehouse-/);
    await script.approve();
    assert.equal(await script.guardedName(words), 'good');
    assert.equal(await script.guardedName(words), 'good', 'what tsx keeps of it is no change');

    script.setName('evil');
    assert.match(await script.guardedName(words), /^gatehouse-/);
    const { changes } = await script.approve();
    assert.deepEqual(changes.map(({ field }) => field), ['sources']);
    assert.equal(await script.guardedName(words), 'evil');
  } finally {
    await script.end();
  }
});
