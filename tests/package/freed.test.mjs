// `free()` and `using`: ending an object twice is nothing, using it afterwards is an error with a code.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Client, Credential, Grant, UsageLog } from '../../pkg/node.js';

const key = '5a4db0c5f00df00df00df00df00d0001';
const freed = { name: 'FreedError', code: 'ERR_FREED', message: 'this object was freed: make a new one' };

for (const [name, make, uses] of [
  [
    'Grant',
    () => new Grant({ scopes: ['All'] }),
    {
      allows: (it) => it.allows('GetModel'),
      evaluate: (it) => it.evaluate('GetModel'),
      reach: (it) => it.reach(),
      describe: (it) => it.describe(),
      unknownScopes: (it) => it.unknownScopes,
      intersect: (it) => it.intersect(new Grant({ scopes: [] })),
      'intersect as the other': (it) => new Grant({ scopes: [] }).intersect(it),
    },
  ],
  [
    'Credential',
    () => Credential.parse(key),
    {
      expose: (it) => it.expose(),
      headers: (it) => it.headers(),
      fingerprint: (it) => it.fingerprint,
      toString: (it) => `${it}`,
      'JSON.stringify': (it) => JSON.stringify({ it }),
      'new Client': (it) => new Client({ credential: it }),
    },
  ],
  [
    'UsageLog',
    () => new UsageLog(),
    {
      feed: (it) => it.feed('GET /v2/models'),
      lines: (it) => it.lines,
      unread: (it) => it.unread,
      calls: (it) => it.calls(),
      plan: (it) => it.plan(),
      unusedScopes: (it) => it.unusedScopes(new Grant({ scopes: [] })),
      unusedEndpoints: (it) => it.unusedEndpoints(new Grant({ scopes: [] })),
    },
  ],
  [
    'Client',
    () => new Client({ credential: key, baseUrl: 'http://127.0.0.1:9' }),
    { grant: (it) => it.grant(), predict: (it) => it.predict({ model: 'm', inputs: [{ text: 'x' }] }) },
  ],
]) {
  for (const [order, ends] of Object.entries({
    'free() twice': ['free', 'free'],
    'free(), then the end of `using`': ['free', Symbol.dispose],
    'the end of `using` twice': [Symbol.dispose, Symbol.dispose],
  })) {
    test(`${name}: ${order} is nothing`, () => {
      const object = make();
      for (const end of ends) assert.equal(object[end](), undefined);
    });
  }

  test(`${name}: every use after free() throws ERR_FREED`, async () => {
    for (const [use, work] of Object.entries(uses)) {
      const object = make();
      object.free();
      await assert.rejects(async () => work(object), freed, use);
    }
  });
}
