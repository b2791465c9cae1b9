// Access logs: what JavaScript gives to a `UsageLog`, and what it gets back.
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { Grant, planKey, UsageLog } from 'clarifai-auth';
import * as client from 'clarifai-auth/client';

const key = 'c0ffee15dead10ccfeedfacecafebabe';
const ncsa = (request, status = 200) =>
  `10.0.0.1 - - [05/Jan/2026:10:11:12 +0000] "${request} HTTP/1.1" ${status} 512 "-" "curl/8.5.0"\n`;
const predict = ncsa('POST /v2/users/ada/apps/shop/models/m/outputs');
const cloudflare = `${JSON.stringify({
  ClientRequestHost: 'api.example',
  ClientRequestMethod: 'GET',
  ClientRequestURI: '/v2/users/ada/apps/shop/models?page=2',
  EdgeResponseStatus: 401,
})}\n`;

function logOf(...chunks) {
  const log = new UsageLog();
  for (const chunk of chunks) log.feed(chunk);
  return log;
}

test('calls are counted, the most frequent first', () => {
  const log = logOf(cloudflare, predict, ncsa('GET /favicon.ico', 404), predict);
  assert.equal(log.lines, 4);
  assert.equal(log.unread, 1);
  const template = '/v2/users/{user_app_id.user_id}/apps/{user_app_id.app_id}/models';
  assert.deepEqual(log.calls(), [
    {
      rpc: 'PostModelOutputs',
      verb: 'POST',
      template: `${template}/{model_id}/outputs`,
      count: 2,
      refused: 0,
      lastStatus: 200,
    },
    { rpc: 'ListModels', verb: 'GET', template, count: 1, refused: 1, lastStatus: 401 },
  ]);
  assert.ok(!('lastStatus' in logOf('GET /v2/models').calls()[0]));
});

test('texts, bytes and streams give the same, cut anywhere', async () => {
  const text = `${predict}${cloudflare}\r\n${ncsa('GET /v2/users/é/apps/ü/inputs')}${predict.trimEnd()}`;
  const expected = logOf(text);
  const said = (log) => [log.lines, log.unread, log.calls(), log.plan()];
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at <= bytes.length; at += 7)
    assert.deepEqual(said(logOf(bytes.subarray(0, at), bytes.slice(at))), said(expected));
  for (let at = 0; at <= text.length; at += 7)
    assert.deepEqual(said(logOf(text.slice(0, at), Buffer.from(text.slice(at)))), said(expected));
  const log = new UsageLog();
  for await (const chunk of Readable.from([bytes.subarray(0, 99), bytes.subarray(99)])) log.feed(chunk);
  assert.deepEqual(said(log), said(expected));
  // Longer than what is read at once.
  const many = predict.repeat(20_000);
  for (const chunk of [many, new TextEncoder().encode(many)]) {
    const log = logOf(chunk);
    assert.deepEqual([log.lines, log.unread, log.calls()[0].count], [20_000, 0, 20_000]);
  }
});

test('an answer on the way is that for what came so far', () => {
  const log = logOf('GET /v2/mod');
  assert.deepEqual([log.lines, log.unread], [1, 1]);
  log.feed('els');
  assert.deepEqual([log.lines, log.unread, log.calls()[0].rpc], [1, 0, 'ListModels']);
  log.feed('/m/outputs\n');
  assert.deepEqual([log.lines, log.unread, log.calls().length], [1, 1, 0]);
});

test('the plan is that of the calls', () => {
  const options = { userId: 'ada', restrictEndpoints: true };
  const calls = ['ListModels', 'PostModelOutputs'].map((rpc) => ({ rpc, userId: 'ada', appId: 'shop' }));
  assert.deepEqual(logOf(predict, cloudflare).plan(options), planKey(calls, options));
  assert.throws(() => logOf().plan({ userId: 7 }), { code: 'ERR_CALL', message: /^malformed options/ });
});

test('what a key holds and no call needed is named', () => {
  const log = logOf(predict);
  const scopes = ['Predict', 'Models:Get', 'Concepts:Get', 'Apps:Get', 'Models:Delete'];
  const endpoints = ['/clarifai.api.V2/PostModelOutputs', '/clarifai.api.V2/GetModel'];
  const grant = new Grant({ scopes, endpoints });
  assert.deepEqual(log.unusedScopes(grant), ['Models_Delete']);
  assert.deepEqual(log.unusedEndpoints(grant), ['GetModel']);
  assert.equal(grant.allows('GetModel'), true, 'the grant stays usable');
  for (const wrong of [undefined, {}, { scopes: ['All'] }, 7])
    assert.throws(() => log.unusedScopes(wrong), {
      code: 'ERR_GRANT',
      message: 'the argument is no `Grant`',
    });
  assert.throws(() => log.unusedScopes(new client.Grant({ scopes })), { code: 'ERR_CALL' });
});

test('a chunk that is neither text nor bytes is refused', () => {
  for (const wrong of [undefined, null, 7, {}, [1], new ArrayBuffer(2), new Uint16Array(2), new Date()])
    assert.throws(() => new UsageLog().feed(wrong), {
      code: 'ERR_CALL',
      message: /^`chunk` is of type `\w+`: give a plain string or a `Uint8Array`/,
    });
});

test('no answer shows a key', () => {
  const log = logOf(
    ncsa(`DELETE /v2/users/me/keys/${key}`),
    ncsa(`GET /v2/users/ada/apps/${key}/models?key=${key}`),
    `{"method":"GET","url":"/v2/users/${key}/keys/${key}","headers":{"authorization":"Key ${key}"}}`,
  );
  assert.equal(log.unread, 0);
  const shown = inspect([log, log.calls(), log.plan(), log.unusedScopes(new Grant({ scopes: ['All'] }))], {
    depth: 9,
    showHidden: true,
  });
  for (const part of [key, key.slice(0, 12), key.slice(20)]) assert.ok(!shown.includes(part));
});
