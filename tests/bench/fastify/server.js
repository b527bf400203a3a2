// server.js: the same two routes on Fastify and pg, for tests/bench/server
//
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What stempeld does with a request, as one would write it in Node.js: the body is checked and passed on
// together with the hash of the token, the key and where it comes from; what comes back is the answer.

import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';

const { PACKAGES, PORT, DATABASE } = process.env;
const require = createRequire(`${PACKAGES}/`);
const fastify = require('fastify')({ bodyLimit: 262144, requestTimeout: 10000 });
const { Pool } = require('pg');

const reads = new Pool({ connectionString: DATABASE, max: 4 });
const writes = new Pool({ connectionString: DATABASE, max: 16 });

function envelope(request) {
  const token = request.headers.authorization?.replace(/^Bearer +/i, '') ?? '';
  return {
    session: createHash('sha256').update(token).digest('hex'),
    idempotency_key: request.headers['idempotency-key'],
    client_address: request.ip,
    client_application: request.headers['user-agent'] ?? null,
  };
}

async function call(pool, operation, members, request, reply) {
  const { rows } = await pool.query({
    name: operation,
    text: `select (api.${operation}($1::jsonb || $2::jsonb))::text as reply`,
    values: [JSON.stringify(members), JSON.stringify(envelope(request))],
  });
  return reply.type('application/json').send(rows[0].reply);
}

const stamp = {
  type: 'object',
  properties: { store_id: { type: 'integer' }, stamps: { type: 'integer' } },
  required: ['store_id'],
};
const id = { type: 'object', properties: { id: { type: 'integer' } } };

fastify.post('/v1/accounts/:id/stamps', { schema: { params: id, body: stamp } }, (request, reply) =>
  call(writes, 'stamp_earn', { ...request.body, account_id: request.params.id }, request, reply));
fastify.get('/v1/cards/:id', { schema: { params: id } }, (request, reply) =>
  call(reads, 'card_get', { id: request.params.id }, request, reply));

await fastify.listen({ host: '127.0.0.1', port: Number(PORT) });
console.log('listening');
