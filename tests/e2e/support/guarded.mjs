// SPDX-License-Identifier: Apache-2.0
// The same server twice: as a client's file declares it, and as `protect` leaves it, with a tap on either side of the wrapper.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';

const desktopFile = ['.config', 'Claude', 'claude_desktop_config.json'];
const tap = process.env.GATEHOUSE_TAP;

/** `entry` behind a program that records what passes to PREFIX.to-server and PREFIX.to-client. */
export function tapped(entry, prefix) {
  return { ...entry, command: tap, args: [`--record=${prefix}`, entry.command, ...(entry.args ?? [])] };
}

/** Declares the servers in a Claude Desktop file and returns its path. */
export function declare(home, servers) {
  return home.writeJson(desktopFile, { mcpServers: servers });
}

/** The entry that the file holds now. */
export function declared(home, name) {
  return home.readJson(...desktopFile).mcpServers[name];
}

/** Approves the command before it was ever asked for, as a headless machine does it. */
export async function approveCommand(home, entry) {
  await home.gatehouse('approve', '--', entry.command, ...(entry.args ?? []));
}

/** Rewrites every client's file of the home; the entry must have changed, and only in how it is started. */
export async function protect(home, name) {
  const before = declared(home, name);
  await home.gatehouse('protect', '--yes');
  const after = declared(home, name);
  assert.match(path.basename(after.command), /^gatehouse-wrap/);
  assert.deepEqual(after.args.slice(-before.args.length - 1), [before.command, ...before.args]);
  assert.deepEqual({ ...after, command: 0, args: 0 }, { ...before, command: 0, args: 0 });
  return after;
}

/** Tap, wrapper, tap, server: what the client has to start, approved and protected. */
export async function guardedEntry(home, name, entry) {
  const inner = tapped(entry, home.file('inner'));
  declare(home, { [name]: inner });
  await approveCommand(home, inner);
  const outer = await protect(home, name);
  return tapped(outer, home.file('outer'));
}

/** The first difference, with a little of what stands around it. */
function describeDifference(left, right) {
  let at = 0;
  while (at < left.length && at < right.length && left[at] === right[at])
    ++at;
  const around = (bytes) => JSON.stringify(bytes.subarray(Math.max(0, at - 80), at + 80).toString('latin1'));
  return `at byte ${at} of ${left.length} and ${right.length}: ${around(left)} and ${around(right)}`;
}

/**
 * The bytes on both sides of the wrapper are the same in both directions, and there were some. A client that ends its server in the
 * middle of a message (`endsAbruptly`) may leave the last bytes unread: then what arrived is the beginning of what was sent.
 */
export function assertBytesEqual(home, { outerName = 'outer', innerName = 'inner', endsAbruptly = false } = {}) {
  for (const direction of ['to-server', 'to-client']) {
    const outer = fs.readFileSync(home.file(`${outerName}.${direction}`));
    const inner = fs.readFileSync(home.file(`${innerName}.${direction}`));
    const [sent, arrived] = direction === 'to-server' ? [outer, inner] : [inner, outer];
    assert.ok(arrived.length > 0, `nothing arrived ${direction}`);
    const expected = endsAbruptly ? sent.subarray(0, arrived.length) : sent;
    assert.ok(expected.equals(arrived), `bytes ${direction} differ ${describeDifference(sent, arrived)}`);
  }
}
