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

/** A tool that appears later is withheld until somebody has allowed it: once, for all sessions. */
async function allowWhatAppearsLater(connect, entry, scenario, home, options) {
  await playOnce(connect, entry, scenario, home, options);
  await home.untilQuiet();
  const cards = await home.pendingCards();
  assert.ok(cards.length > 0, 'what appears later has been asked about');
  await home.gatehouse('approve', ...cards.map((card) => card.id));
  home.removeRecords();
}

/** Transcripts equal, bytes on both sides of the wrapper equal, and nothing left running. */
export async function compareDirectAndGuarded(connect, name, scenario, options = {}) {
  const home = new ScratchHome();
  try {
    const entry = scenario.entry(home);
    const direct = await playOnce(connect, entry, scenario, home, options);
    const guardedServer = await guardedEntry(home, name, entry);
    if (scenario.definesLater) {
      await allowWhatAppearsLater(connect, guardedServer, scenario, home, options);
    }
    const guarded = await playOnce(connect, guardedServer, scenario, home, options);
    assertSameTranscript(direct, guarded, scenario);
    assertBytesEqual(home);
    await home.untilQuiet();
    assert.match((await home.gatehouse('verify')).stdout, /./, 'verify says what it has verified');
  } finally {
    home.remove();
  }
}
