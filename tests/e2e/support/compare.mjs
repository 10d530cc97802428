// SPDX-License-Identifier: Apache-2.0
// One scenario played twice by the same client: direct, then through protect and the wrapper.
import assert from 'node:assert/strict';
import { assertBytesEqual, guardedEntry } from './guarded.mjs';
import { ScratchHome } from './scratch_home.mjs';
import { assertSameTranscript, Transcript } from './transcript.mjs';

async function playOnce(connect, entry, scenario, home, options) {
  scenario.prepare(home);
  const transcript = new Transcript();
  const client = await connect(entry, transcript, { env: home.environment(), cwd: home.path, ...options });
  try {
    await scenario.play(client, transcript, home);
  } finally {
    await client.close();
  }
  return transcript;
}

/** Transcripts equal, bytes on both sides of the wrapper equal, and nothing left running. */
export async function compareDirectAndGuarded(connect, name, scenario, options = {}) {
  const home = new ScratchHome();
  try {
    const entry = scenario.entry(home);
    const direct = await playOnce(connect, entry, scenario, home, options);
    const guarded = await playOnce(connect, await guardedEntry(home, name, entry), scenario, home, options);
    assertSameTranscript(direct, guarded, scenario);
    assertBytesEqual(home);
    await home.untilQuiet();
    assert.match((await home.gatehouse('verify')).stdout, /./, 'verify says what it has verified');
  } finally {
    home.remove();
  }
}
