// SPDX-License-Identifier: Apache-2.0
// demo.mjs --programs=FOLDER [--yes] [--text]: the whole main job in a home of its own; nothing of the user's is read or written.
// --yes answers every question with yes and opens no window; --text asks in the terminal even where there is a display. Started by run.sh --demo.
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline/promises';
import { Gatehouse } from './gatehouse.mjs';
import { HostProcess } from './host_process.mjs';

const option = (name) => process.argv.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3);
const isYes = process.argv.includes('--yes');
const hasDisplay = !isYes && !process.argv.includes('--text') && Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
const packages = process.env.DEMO_PACKAGES;
const refused = 4; // gatehouse-cli's exit code where the user said no
const patienceMs = isYes ? 20_000 : 300_000;

const title = (text) => console.log(`\n── ${text} ${'─'.repeat(Math.max(0, 100 - text.length))}`);

async function ask(question) {
  if (isYes) {
    console.log(`${question} yes`);
    return 'yes';
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = (await terminal.question(`${question} `)).trim().toLowerCase();
  terminal.close();
  return answer;
}

function makeHome() {
  const home = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'gatehouse-demo-'));
  const files = path.join(home, 'Documents');
  fs.mkdirSync(files);
  fs.writeFileSync(path.join(files, 'notes.txt'), 'Buy milk. Water the plants.\n');
  const server = (name, ...args) => ({ command: process.execPath,
    args: [path.join(packages, 'node_modules', '@modelcontextprotocol', `server-${name}`, 'dist', 'index.js'), ...args] });
  const hostile = path.join(import.meta.dirname, '..', '..', 'tests', 'support', 'hostile_server.mjs');
  const config = path.join(home, '.config', 'Claude', 'claude_desktop_config.json');
  fs.mkdirSync(path.dirname(config), { recursive: true });
  fs.writeFileSync(config, `${JSON.stringify({ mcpServers: {
    filesystem: server('filesystem', files),
    everything: server('everything'),
    memory: { ...server('memory'), env: { MEMORY_FILE_PATH: path.join(home, 'memory.jsonl') } },
    weather: { command: process.execPath, args: [hostile] },
  } }, null, 2)}\n`);
  return { home, config, notes: path.join(files, 'notes.txt') };
}

/** Opens every server as the client would; each is answered for, whether it may run or not. */
async function connectAll(host) {
  for (const name of await host.do('servers')) {
    await host.do('start', name);
    console.log(`  client: connected to "${name}"`);
  }
}

async function approveInTerminal(gatehouse) {
  gatehouse.show('pending');
  for (const card of gatehouse.json('pending').cards) {
    const answer = await ask(`Approve "${card.server}" (${card.id})? [yes / deny / Enter: not now]`);
    if (answer.startsWith('y'))
      gatehouse.decide('approve', card.id);
    else if (answer.startsWith('d'))
      gatehouse.decide('deny', card.id);
  }
}

async function awaitTools(host) {
  const ready = new Set();
  for (const name of await host.do('servers')) {
    let tools = await host.do('tools', name);
    if (tools.length === 0 && await host.toolsChanged(name, patienceMs))
      tools = await host.do('tools', name);
    console.log(`  client: "${name}" offers ${tools.length === 0 ? 'nothing: it was not approved' : `${tools.length} tools: ${tools.join(', ')}`}`);
    if (tools.length > 0)
      ready.add(name);
  }
  return ready;
}

async function useTools(host, ready, notes) {
  const calls = [
    ['filesystem', 'read_text_file', { path: notes }],
    ['everything', 'echo', { message: 'Hello through the gatehouse' }],
    ['memory', 'create_entities', { entities: [{ name: 'Ada', entityType: 'person', observations: ['likes tea'] }] }],
    ['weather', 'weather', {}],
    ['weather', 'duplicate_key', {}],
    ['weather', 'answer_twice', {}],
    ['weather', 'noise', {}],
    ['weather', 'invalid_text', {}],
  ];
  for (const [server, tool, args] of calls.filter(([name]) => ready.has(name))) {
    const seen = await host.do('call', server, tool, args).then(
      (result) => `${result.isError ? 'refused: ' : ''}${result.content?.[0]?.text ?? ''}`, (error) => `error: ${error.message}`);
    console.log(`  client: ${server}/${tool} → ${seen.replaceAll('\n', ' ').slice(0, 160)}`);
  }
}

async function main() {
  const { home, config, notes } = makeHome();
  const env = { ...process.env, HOME: home };
  const gatehouse = new Gatehouse(option('programs'), home, env);
  console.log(`This demo has a home folder of its own, ${home}. Your files are not touched.`);

  title('What is there');
  gatehouse.show('discover');
  title('What changes in the client\'s file');
  const protectStatus = gatehouse.show('protect', ...(isYes ? ['--yes'] : []));
  if (protectStatus === refused) {
    console.log('Nothing was changed.');
    return 0;
  }
  if (protectStatus !== 0)
    throw new Error(`protect ended with ${protectStatus}`);

  const desktop = hasDisplay ? gatehouse.startDesktop() : undefined;
  const desktopEnd = desktop && once(desktop, 'exit');
  title('The client starts its servers');
  const host = new HostProcess(config, { ...env, DEMO_PACKAGES: packages });
  await connectAll(host);

  title('Nobody has approved them yet');
  if (desktop)
    console.log('Gatehouse shows a card for each server: answer them there.');
  else
    await approveInTerminal(gatehouse);
  const ready = await awaitTools(host);

  title('The client uses them');
  await useTools(host, ready, notes);
  await host.do('stop');
  host.end();

  title('What happened');
  gatehouse.show('log');
  const verifyStatus = gatehouse.show('verify');
  console.log(`\nLook again at any time: HOME=${home} ${gatehouse.cli} log\nRemove it all: rm -r ${home}`);
  if (desktop) {
    console.log('The timeline is open in Gatehouse; the demo ends when you quit it.');
    await desktopEnd;
  }
  return verifyStatus;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(`The demo has failed: ${error.message}`);
  process.exitCode = 1;
}
