// SPDX-License-Identifier: Apache-2.0
// installers/run.sh --demo, from the point where everything is built: the main job, seen through what it prints.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { node } from './support/npm.mjs';
import { run } from './support/run.mjs';
import { ScratchHome } from './support/scratch_home.mjs';

test('the demo protects, asks, approves, guards and shows the log, in a home of its own', async () => {
  const outside = new ScratchHome();
  try {
    fs.mkdirSync(outside.file('tmp'));
    const before = fs.readdirSync(outside.path);
    const script = path.join(process.env.GATEHOUSE_SOURCE, 'installers', 'demo', 'demo.mjs');
    // The demo's packages are a part of those that the tests pin.
    const result = await run(node, [script, `--programs=${outside.programs}`, '--yes'],
      { env: outside.environment({ DEMO_PACKAGES: process.env.E2E_PACKAGES, TMPDIR: outside.file('tmp') }),
        cwd: outside.path, timeoutMs: 120_000 });
    const said = result.stdout + result.stderr;
    assert.equal(result.status, 0, said);
    for (const server of ['filesystem', 'everything', 'memory', 'weather'])
      assert.match(said, new RegExp(`"${server}" offers \\d+ tools`), said);
    assert.match(said, /filesystem\/read_text_file → Buy milk/);
    assert.match(said, /everything\/echo → .*Hello through the gatehouse/);
    assert.match(said, /weather\/answer_twice → the first answer/);
    assert.doesNotMatch(said, /→ .*poisoned/);
    assert.match(said, /duplicate-key|duplicate key/i);
    assert.deepEqual(fs.readdirSync(outside.path).filter((name) => !before.includes(name)), [],
      'the demo writes nothing into the home that it was started from');
  } finally {
    outside.remove();
  }
});
