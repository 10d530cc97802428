// SPDX-License-Identifier: Apache-2.0
// The hostile sample server behind the wrapper, spoken to by a real client that would believe all of it.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { connect } from './clients/sdk_v1.mjs';
import { guardedEntry } from './support/guarded.mjs';
import { node } from './support/npm.mjs';
import { ScratchHome } from './support/scratch_home.mjs';
import { Transcript } from './support/transcript.mjs';

const server = path.join(import.meta.dirname, '..', 'support', 'hostile_server.mjs');

async function withHostileServer(play) {
  const home = new ScratchHome();
  const entry = await guardedEntry(home, 'hostile', { command: node, args: [server] });
  const client = await connect(entry, new Transcript(), { env: home.environment(), cwd: home.path });
  try {
    const reached = () => fs.readFileSync(home.file('outer.to-client'), 'utf8');
    await play(client, reached, home);
  } finally {
    await client.close();
    home.remove();
  }
}

const call = (client, name) => client.callTool({ name, arguments: {} }, { timeout: 10_000 });

test('of an answer with two results neither reaches the client', () => withHostileServer(async (client, reached) => {
  const answer = await call(client, 'duplicate_key').catch((error) => ({ isError: true, error }));
  assert.equal(answer.isError, true);
  assert.notEqual(answer.error?.code, -32001, 'it must be answered, not left to time out');
  assert.doesNotMatch(reached(), /poisoned|harmless/);
}));

test('an answer under a look-alike of the id counts as the answer, as the client takes it', () =>
  withHostileServer(async (client) => {
    assert.match((await call(client, 'look_alike')).content[0].text, /look-alike/);
  }));

test('a second answer to the same request is dropped', () => withHostileServer(async (client, reached) => {
  assert.equal((await call(client, 'answer_twice')).content[0].text, 'the first answer');
  await call(client, 'weather'); // whatever came before its answer has passed by now
  assert.doesNotMatch(reached(), /second answer/);
}));

test('lines that are no messages do not reach the client', () => withHostileServer(async (client, reached) => {
  assert.match((await call(client, 'noise')).content[0].text, /after the noise/);
  assert.doesNotMatch(reached(), /port 3000|log line|"method":\n/);
}));

test('an answer that is not UTF-8 is refused and answered', () => withHostileServer(async (client, reached) => {
  const answer = await call(client, 'invalid_text').catch((error) => ({ isError: true, error }));
  assert.equal(answer.isError, true);
  assert.notEqual(answer.error?.code, -32001);
  assert.doesNotMatch(reached(), /\uFFFD/);
}));

test('what was refused is in the log', () => withHostileServer(async (client, reached, home) => {
  await call(client, 'duplicate_key').catch(() => {});
  const { stdout } = await home.gatehouse('log', '--json');
  assert.match(stdout, /duplicate-key/);
}));
