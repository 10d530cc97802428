// SPDX-License-Identifier: Apache-2.0
// Whole conversations of Claude Code, with a model that runs on this machine.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { test } from 'node:test';
import { ClaudeSession } from './clients/claude_session.mjs';
import { MockModel } from './servers/mock_model.mjs';
import { approveCommand, assertBytesEqual, tapped } from './support/guarded.mjs';
import { referenceServer } from './support/npm.mjs';
import { ScratchHome } from './support/scratch_home.mjs';

const readGraph = 'mcp__memory__read_graph';

const memoryTools = (request) => (request.tools ?? []).filter((tool) => tool.name.startsWith('mcp__memory__'));

/** Says hello, and calls the tool when it is told to and has it. */
function decide(request) {
  const said = JSON.stringify(request.messages.at(-1).content);
  if (said.includes('tool_result'))
    return [{ type: 'text', text: 'done' }];
  if (said.includes('read the graph') && memoryTools(request).some((tool) => tool.name === readGraph))
    return [{ type: 'tool_use', id: 'toolu_1', name: readGraph, input: {} }];
  return [{ type: 'text', text: 'hello' }];
}

function declare(home, entry) {
  home.writeJson(['.claude.json'], { ...(fs.existsSync(home.file('.claude.json')) ? home.readJson('.claude.json') : {}),
    mcpServers: { memory: entry } });
}

async function withHome(play) {
  const home = new ScratchHome();
  const model = new MockModel(decide);
  fs.mkdirSync(home.file('project'));
  try {
    await play(home, model, await model.start());
    await home.untilQuiet();
  } finally {
    await model.stop();
    home.remove();
  }
}

/** What the model and the user saw of one conversation. */
async function converse(home, model, url) {
  const session = new ClaudeSession(home, url, [readGraph]);
  try {
    const results = [await session.say('hello'), await session.say('please read the graph')];
    return { results, tools: memoryTools(model.requests.at(-1)), toolResults: session.toolResults };
  } finally {
    await session.end();
  }
}

test('Claude Code holds the same conversation guarded as direct', () => withHome(async (home, model, url) => {
  const entry = { type: 'stdio', ...referenceServer('memory') };
  declare(home, entry);
  const direct = await converse(home, model, url);
  assert.equal(direct.tools.length, 9);
  assert.equal(direct.toolResults.length, 1);

  const inner = tapped(entry, home.file('inner'));
  declare(home, inner);
  await approveCommand(home, inner);
  await home.gatehouse('protect', '--yes');
  declare(home, tapped(home.readJson('.claude.json').mcpServers.memory, home.file('outer')));
  assert.deepEqual(await converse(home, model, url), direct);
  assertBytesEqual(home);
}));

test('Claude Code gets the tools of a server that is approved during the conversation', () =>
  withHome(async (home, model, url) => {
    declare(home, tapped(referenceServer('memory'), home.file('inner')));
    await home.gatehouse('protect', '--yes');
    const session = new ClaudeSession(home, url, [readGraph]);
    try {
      assert.equal(await session.say('hello'), 'hello');
      assert.deepEqual(memoryTools(model.requests.at(-1)), []);
      assert.equal(fs.existsSync(home.file('inner.to-server')), false);

      const [card] = await home.pendingCards();
      const approved = await home.gatehouseAtTerminal('approve', card.id);
      assert.equal(approved.status, 0, approved.stdout);
      await home.untilFile('inner.to-server');
      // It lists the tools again as soon as it is told to, but a turn that begins meanwhile has the old list.
      let result = 'hello';
      for (let turn = 0; turn < 50 && result === 'hello'; ++turn)
        result = await session.say('please read the graph');
      assert.equal(result, 'done');
      assert.match(JSON.stringify(session.toolResults), /entities/);
    } finally {
      await session.end();
    }
  }));
