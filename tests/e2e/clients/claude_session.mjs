// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { claude } from '../support/npm.mjs';

/** A conversation with Claude Code, which takes its servers from the home's ~/.claude.json and its model from `modelUrl`. */
export class ClaudeSession {
  #child;
  #results = [];
  #waiting = [];
  toolResults = [];

  constructor(home, modelUrl, allowedTools) {
    this.#child = spawn(claude, ['-p', '--input-format', 'stream-json', '--output-format', 'stream-json', '--verbose',
      '--allowedTools', allowedTools.join(',')], {
      cwd: home.file('project'),
      env: home.environment({ ANTHROPIC_BASE_URL: modelUrl, ANTHROPIC_API_KEY: 'none', ENABLE_TOOL_SEARCH: 'false',
        CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1' }),
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    createInterface({ input: this.#child.stdout }).on('line', (line) => this.#receive(JSON.parse(line)));
    this.#child.on('exit', () => this.#waiting.forEach(({ reject }) => reject(new Error('Claude Code has ended'))));
  }

  /** One turn; resolves to what Claude Code gives as its result. */
  say(text, timeoutMs = 60_000) {
    this.#child.stdin.write(`${JSON.stringify({ type: 'user', message: { role: 'user', content: text } })}\n`);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no result within ${timeoutMs} ms`)), timeoutMs);
      this.#waiting.push({ reject, resolve: (result) => { clearTimeout(timer); resolve(result); } });
    });
  }

  async end() {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null)
      return;
    this.#child.stdin.end();
    await once(this.#child, 'exit');
  }

  #receive(message) {
    if (message.type === 'result')
      this.#waiting.shift()?.resolve(message.result);
    if (message.type !== 'user' || !Array.isArray(message.message.content))
      return;
    for (const block of message.message.content) {
      if (block.type === 'tool_result')
        this.toolResults.push(block.content);
    }
  }
}
