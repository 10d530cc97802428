// SPDX-License-Identifier: Apache-2.0
// A model that runs on this machine: enough of the Messages API for Claude Code to hold a conversation without a login.
import { once } from 'node:events';
import { createServer } from 'node:http';

/** `decide(request)` gives the content blocks of the answer, from the parsed body of the request. */
export class MockModel {
  #server;
  requests = [];

  constructor(decide) {
    this.#server = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request)
        body += chunk;
      if (!request.url.startsWith('/v1/messages') || request.url.includes('count_tokens')) {
        response.writeHead(request.url.includes('count_tokens') ? 200 : 404, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ input_tokens: 1 }));
        return;
      }
      const parsed = JSON.parse(body);
      this.requests.push(parsed);
      const content = decide(parsed);
      if (parsed.stream)
        streamAnswer(response, content);
      else
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(message(content)));
    });
  }

  async start() {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${this.#server.address().port}`;
  }

  async stop() {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

function message(content) {
  return { id: 'msg_1', type: 'message', role: 'assistant', model: 'mock', content,
    stop_reason: content.some((block) => block.type === 'tool_use') ? 'tool_use' : 'end_turn', stop_sequence: null,
    usage: { input_tokens: 1, output_tokens: 1 } };
}

function streamAnswer(response, content) {
  const send = (type, data) => response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`);
  const whole = message(content);
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  send('message_start', { message: { ...whole, content: [], stop_reason: null } });
  content.forEach((block, index) => {
    if (block.type === 'text') {
      send('content_block_start', { index, content_block: { type: 'text', text: '' } });
      send('content_block_delta', { index, delta: { type: 'text_delta', text: block.text } });
    } else {
      send('content_block_start', { index, content_block: { ...block, input: {} } });
      send('content_block_delta', { index, delta: { type: 'input_json_delta', partial_json: JSON.stringify(block.input) } });
    }
    send('content_block_stop', { index });
  });
  send('message_delta', { delta: { stop_reason: whole.stop_reason, stop_sequence: null }, usage: { output_tokens: 1 } });
  send('message_stop', {});
  response.end();
}
