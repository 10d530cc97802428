// SPDX-License-Identifier: Apache-2.0
// The reference server "filesystem", in a folder that is made anew for every run.
import fs from 'node:fs';
import path from 'node:path';

export function prepareFolder(folder) {
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'notes.txt'), 'first line\nzweite Zeile – ünïcode\n');
  fs.writeFileSync(path.join(folder, 'large.txt'), Array.from({ length: 40_000 }, (_, at) => `line ${at}\n`).join(''));
}

export async function filesystem(client, transcript, folder) {
  const inside = (name) => path.join(folder, name);
  const call = (name, args) => transcript.step(`tools/call ${name}`, () => client.callTool({ name, arguments: args }));
  await transcript.step('tools/list', () => client.listTools());
  await call('list_allowed_directories', {});
  await call('read_text_file', { path: inside('notes.txt') });
  await call('read_text_file', { path: inside('large.txt') });
  await call('write_file', { path: inside('new.txt'), content: 'tab\there, quote " and \u0000?\n' });
  await call('edit_file', { path: inside('notes.txt'), edits: [{ oldText: 'first', newText: 'the first' }] });
  await call('read_multiple_files', { paths: [inside('notes.txt'), inside('missing.txt')] });
  await call('list_directory', { path: folder });
  await call('search_files', { path: folder, pattern: '*.txt' });
  await call('read_text_file', { path: '/etc/hostname' }); // outside of what it may read
  await call('move_file', { source: inside('new.txt'), destination: inside('moved.txt') });
}
