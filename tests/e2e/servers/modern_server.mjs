// SPDX-License-Identifier: Apache-2.0
// modern_server.mjs [--modern-only]: a server of ours on the official SDK 2, which speaks the stateless revision 2026-07-28; without
// the option the older ones as well.
import { setTimeout as work } from 'node:timers/promises';
import { load } from '../support/npm.mjs';

const { acceptedContent, fromJsonSchema, inputRequired, McpServer } = load('@modelcontextprotocol/server');
const { serveStdio } = load('@modelcontextprotocol/server/stdio');

const text = (words) => ({ content: [{ type: 'text', text: words }] });
const object = (properties, required = Object.keys(properties)) =>
  fromJsonSchema({ type: 'object', properties, required });

function makeServer() {
  const server = new McpServer({ name: 'modern', version: '1.0.0' },
    { capabilities: { tools: { listChanged: true } }, instructions: 'A server for tests.' });
  server.registerTool('echo', { description: 'Says what it was told', inputSchema: object({ message: { type: 'string' } }) },
    ({ message }) => text(message));
  server.registerTool('count', { description: 'Reports progress', inputSchema: object({ to: { type: 'integer' } }) },
    async ({ to }, context) => {
      for (let progress = 1; progress <= to; ++progress) {
        await context.mcpReq.notify({ method: 'notifications/progress',
          params: { progressToken: context.mcpReq._meta?.progressToken, progress, total: to } });
        await work(30); // the SDK's client drops progress that reaches it together with the answer
      }
      return text(`counted to ${to}`);
    });
  server.registerTool('ask', { description: 'Asks the user', inputSchema: object({}) }, (_args, context) => {
    const answer = acceptedContent(context.mcpReq.inputResponses, 'who');
    if (answer)
      return text(`Hello ${answer.name}`);
    return inputRequired({ inputRequests: { who: inputRequired.elicit({ message: 'Who are you?',
      requestedSchema: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] } }) } });
  });
  const later = server.registerTool('later', { description: 'Appears on request', inputSchema: object({}) },
    () => text('here I am'));
  later.disable();
  server.registerTool('reveal', { description: 'Makes the tool "later" appear', inputSchema: object({}) }, () => {
    later.enable();
    return text('revealed');
  });
  return server;
}

serveStdio(makeServer, { legacy: process.argv.includes('--modern-only') ? 'reject' : 'serve' });
