// SPDX-License-Identifier: Apache-2.0
// node record.mjs NODE_MODULES: runs real servers, makes the calls of an ordinary hour in each, and writes beside this file what
// tst_behaviour_weeks plays: tool, arguments, bytes of the call's and the answer's line, whether it failed, milliseconds since the
// session began. Folders of this run are written as /home/dana.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const modules = process.argv[2];
const home = mkdtempSync(join(tmpdir(), 'record-'));
for (const folder of ['src/lighthouse/src', 'src/lighthouse/tests', 'Documents/notes'])
    mkdirSync(join(home, folder), { recursive: true });
for (let i = 0; i < 12; ++i) {
    writeFileSync(join(home, 'src/lighthouse/src', `part${i}.ts`), `export const part${i} = () => ${i};\n`.repeat(20 + i * 17));
    writeFileSync(join(home, 'src/lighthouse/tests', `part${i}.test.ts`), `test("part ${i}", () => {});\n`.repeat(5 + i));
}
writeFileSync(join(home, 'Documents/notes/todo.md'), '- write more tests\n'.repeat(30));

async function record(name, program, args, calls) {
    const server = spawn(process.execPath, [join(modules, program), ...args], { stdio: ['pipe', 'pipe', 'ignore'], env: { HOME: home, PATH: process.env.PATH, MEMORY_FILE_PATH: join(home, 'memory.json') } });
    const waiting = new Map();
    createInterface({ input: server.stdout }).on('line', (line) => {
        const message = JSON.parse(line);
        if (message.method && message.id !== undefined)
            server.stdin.write(JSON.stringify({ jsonrpc: '2.0', id: message.id, result: message.method === 'roots/list' ? { roots: [] } : {} }) + '\n');
        else if (waiting.has(message.id))
            waiting.get(message.id)({ message, line });
    });
    let id = 0;
    const ask = (method, params) => new Promise((resolve) => {
        const line = JSON.stringify({ jsonrpc: '2.0', id: ++id, method, params });
        waiting.set(id, (answer) => resolve({ ...answer, bytesIn: Buffer.byteLength(line) }));
        server.stdin.write(line + '\n');
    });
    await ask('initialize', { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'recorder', version: '1' } });
    server.stdin.write('{"jsonrpc":"2.0","method":"notifications/initialized"}\n');
    await ask('tools/list', {});
    const begun = Date.now();
    let lines = '';
    for (const [tool, given] of calls) {
        const answer = await ask('tools/call', { name: tool, arguments: given });
        const failed = Boolean(answer.message.error || answer.message.result?.isError);
        lines += JSON.stringify({ tool, arguments: JSON.stringify(given).replaceAll(home, '/home/dana'), in: answer.bytesIn, out: Buffer.byteLength(answer.line), error: failed, ms: Date.now() - begun }) + '\n';
    }
    writeFileSync(join(here, `recorded-${name}.jsonl`), lines);
    server.kill();
}

const at = (path) => join(home, path);
const files = [];
for (let i = 0; i < 12; ++i) {
    files.push(['read_text_file', { path: at(`src/lighthouse/src/part${i}.ts`) }]);
    if (i % 3 === 0)
        files.push(['edit_file', { path: at(`src/lighthouse/src/part${i}.ts`), edits: [{ oldText: `export const part${i} = () => ${i};\nexport`, newText: `export const part${i} = () => ${i} + 1;\nexport` }], dryRun: false }]);
    if (i % 4 === 0)
        files.push(['list_directory', { path: at('src/lighthouse/src') }], ['search_files', { path: at('src/lighthouse'), pattern: '**/part1*' }]);
    if (i % 6 === 0)
        files.push(['directory_tree', { path: at('src/lighthouse') }], ['get_file_info', { path: at('Documents/notes/todo.md') }]);
}
files.push(['write_file', { path: at('src/lighthouse/src/new.ts'), content: 'export {};\n'.repeat(40) }], ['read_text_file', { path: at('src/lighthouse/src/missing.ts') }]);
await record('filesystem', '@modelcontextprotocol/server-filesystem/dist/index.js', [home], files);

const memory = [];
for (let i = 0; i < 10; ++i) {
    memory.push(['create_entities', { entities: [{ name: `part${i}`, entityType: 'module', observations: [`is part ${i} of the lighthouse`] }] }]);
    memory.push(['search_nodes', { query: `part${i}` }], ['add_observations', { observations: [{ entityName: `part${i}`, contents: ['has tests'] }] }]);
    if (i > 0)
        memory.push(['create_relations', { relations: [{ from: `part${i}`, to: `part${i - 1}`, relationType: 'uses' }] }], ['open_nodes', { names: [`part${i}`] }]);
}
memory.push(['read_graph', {}], ['add_observations', { observations: [{ entityName: 'nobody', contents: ['x'] }] }]);
await record('memory', '@modelcontextprotocol/server-memory/dist/index.js', [], memory);

const thoughts = [];
for (let i = 1; i <= 24; ++i)
    thoughts.push(['sequentialthinking', { thought: `Step ${i} of the plan: `.padEnd(60 + i * 9, 'think '), nextThoughtNeeded: i < 24, thoughtNumber: i, totalThoughts: 24 }]);
await record('thinking', '@modelcontextprotocol/server-sequential-thinking/dist/index.js', [], thoughts);
