// A credential's text is in nothing that a program prints, stores or throws.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { format, inspect } from 'node:util';
import * as esm from 'clarifai-auth';

const required = createRequire(import.meta.url)('clarifai-auth');
// Hexadecimal, so that it is a key, and telling enough to be looked for in parts.
const canary = 'c0ffee15dead10ccfeedfacecafebabe';
const parts = [canary, canary.slice(0, 12), canary.slice(-12), canary.toUpperCase()];

function noCanary(text, where) {
  for (const part of parts) assert.ok(!String(text).includes(part), `${where} shows the credential`);
}

const deep = { depth: Number.POSITIVE_INFINITY, showHidden: true, getters: true };

for (const [kind, auth] of [
  ['import', esm],
  ['require', required],
]) {
  test(`${kind}: no way of printing a credential shows it`, () => {
    const credential = auth.Credential.parse(canary);
    assert.equal(credential.expose(), canary);
    const printed = {
      'util.inspect': inspect(credential),
      'util.inspect with everything': inspect(credential, deep),
      'util.inspect of a holder': inspect({ a: [{ credential }] }, deep),
      'console.log': format(credential),
      '%s': format('%s', credential),
      '%o': format('%o', credential),
      '%j': format('%j', credential),
      String: String(credential),
      concatenation: `${credential}`,
      'JSON.stringify': JSON.stringify({ credential }),
      structuredClone: JSON.stringify(structuredClone(credential)),
      'own properties': JSON.stringify(Object.getOwnPropertyDescriptors(credential)),
      spread: JSON.stringify({ ...credential }),
      entries: JSON.stringify(Object.entries(credential)),
      fingerprint: credential.fingerprint,
    };
    for (const [where, text] of Object.entries(printed)) noCanary(text, where);
    assert.match(printed['util.inspect'], /^Credential\(sha256:[0-9a-f]{12}\)$/);
    credential.free();
    assert.equal(inspect(credential), 'Credential(freed)');
  });

  test(`${kind}: no report and no thrown error shows a credential`, () => {
    const wrong = [
      `${canary} x`,
      `${canary}ff`,
      `"${canary}`,
      `${canary}\u0000`,
      `Key\n${canary}`,
      `${canary},${canary}`,
    ];
    let thrown = 0;
    for (const text of wrong) {
      noCanary(JSON.stringify(auth.checkCredential(text)), 'a report');
      try {
        auth.Credential.parse(text).free();
      } catch (error) {
        thrown += 1;
        assert.equal(error.code, 'ERR_CREDENTIAL');
        noCanary(error.message, 'the message');
        noCanary(error.stack, 'the stack');
        noCanary(inspect(error, deep), 'the error');
        noCanary(JSON.stringify(error), 'the JSON of the error');
      }
    }
    assert.equal(thrown, wrong.length);
    const routes = auth.matchRoute('GET', `/v2/users/u/keys/${canary}`);
    assert.deepEqual(
      routes.map(({ rpc }) => rpc),
      ['GetKey'],
    );
    noCanary(JSON.stringify(routes), 'a route');
  });

  test(`${kind}: no header, environment, paste or leak shows a credential`, () => {
    const texts = [
      canary,
      `Authorization: Key ${canary}`,
      `Host: x\r\nauthorization: key  "${canary}"\r\nX-Clarifai-Session-Token: ${canary}`,
      `curl -u x:${canary} -H 'Authorization: Key ${canary}' 'https://x:${canary}@api.clarifai.com/v2/keys/${canary}'`,
      `CLARIFAI_PAT="${canary} "\nVITE_CLARIFAI_PAT=${canary}\nCLARIFAI_USER_ID=${canary}\nX_${canary}=1`,
      JSON.stringify({ status: { code: 11009, details: `invalid key(${canary})` }, keys: [{ id: canary }] }),
      `current_context: ${canary}\ncontexts:\n  a:\n    CLARIFAI_PAT: ${canary}`,
      `import clarifai\nPAT = '${canary}'\nraise ValueError('Key ${canary}')`,
      btoa(canary),
      encodeURIComponent(`Key ${canary}`),
    ];
    for (const text of texts) {
      noCanary(JSON.stringify(auth.checkAuthorization(text)), 'a header');
      noCanary(JSON.stringify(auth.checkEnvironment(text)), 'an environment');
      noCanary(JSON.stringify(auth.checkEnvironment({ CLARIFAI_PAT: text, [text]: text })), 'a map');
      noCanary(inspect(auth.readCredential(text), deep), 'the credential of an environment');
      noCanary(JSON.stringify(auth.readPaste(text)), 'a paste');
      noCanary(JSON.stringify(auth.diagnose(auth.readPaste(text))), 'a diagnosis of a paste');
      const everywhere = { credential: text, authorization: text, environment: text, error: text };
      noCanary(JSON.stringify(auth.diagnose(everywhere)), 'a diagnosis');
      const messages = { request: { verb: text, url: text }, response: { body: text } };
      noCanary(JSON.stringify(auth.diagnose(messages)), 'a diagnosis of messages');
      noCanary(JSON.stringify(auth.scanText(text)), 'a leak');
      noCanary(JSON.stringify(auth.scanCalls(text)), 'a call');
      noCanary(auth.maskCredentials(text), 'a masked text');
      const log = new auth.UsageLog();
      log.feed(`${text}\n"GET /v2/users/me/keys/${canary}?key=${canary}" 200\n`);
      noCanary(inspect([log, log.calls(), log.plan()], deep), 'a log');
      const revealed = JSON.stringify(auth.readPaste(text, { reveal: true }));
      assert.ok(revealed.includes(canary) || text.includes(btoa(canary)), 'it was asked for');
    }
  });

  test(`${kind}: a client shows nothing of its credential`, () => {
    for (const given of [canary, auth.Credential.parse(canary)]) {
      const client = new auth.Client({ credential: given });
      noCanary(inspect(client, deep), 'util.inspect');
      noCanary(JSON.stringify(client), 'JSON.stringify');
      client.free();
    }
    assert.throws(
      () => new auth.Client({ credential: `${canary} ${canary}` }),
      (error) => {
        noCanary(inspect(error, deep), 'the error');
        return error.code === 'ERR_CREDENTIAL';
      },
    );
  });

  test(`${kind}: no rejection of a client shows a credential`, async (t) => {
    const other = 'decade00dead00ccfeed00cedecade00';
    const answers = [
      (echo) => [401, JSON.stringify({ status: { code: 11009, details: echo, [canary]: echo } })],
      (echo) => [200, JSON.stringify({ status: { code: 10000 }, keys: [{ id: { echo } }], [echo]: 1 })],
      (echo) => [200, JSON.stringify({ status: { code: 11007, details: echo }, keys: [{ id: other }] })],
      (echo) => [403, `<pre>${echo}</pre>`],
      (echo) => [302, '', { location: `/?${encodeURIComponent(echo)}`, server: echo }],
    ];
    for (const answer of answers) {
      const server = createServer((request, response) => {
        const [status, body, headers] = answer(`${request.headers.authorization} ${request.url}`);
        response.writeHead(status, headers).end(body);
      }).listen(0, '127.0.0.1');
      await once(server, 'listening');
      t.after(() => server.close());
      const client = new auth.Client({
        credential: canary,
        baseUrl: `http://127.0.0.1:${server.address().port}`,
        retries: 0,
      });
      const inputs = [{ text: 't' }];
      const plan = auth.planKey(['PostModelOutputs'], { appId: 'a', userId: 'u' });
      const calls = {
        predict: client.predict({ model: 'm', inputs }),
        predictWorkflow: client.predictWorkflow({ workflow: 'w', inputs }),
        grant: client.grant(),
        verify: client.verify(),
        'call of GetKey': client.call('GetKey', { parameters: { user_id: 'u', key_id: other } }),
        'call with a query': client.call('ListModels', { query: { key: canary } }),
        listKeys: client.listKeys(),
        createKey: client.createKey(plan),
        deleteKey: client.deleteKey(other),
        rotateKey: client.rotateKey(other, { onCreated: () => {} }),
      };
      const names = Object.keys(calls);
      for (const [i, { value, reason }] of (await Promise.allSettled(Object.values(calls))).entries()) {
        const name = names[i];
        if (reason) assert.ok(reason.code === 'ERR_CALL' && reason.diagnosis, `${name}: ${reason}`);
        const text = inspect([value, reason], deep) + reason?.stack + JSON.stringify([value, reason]);
        noCanary(text, name);
        if (/Key/.test(name)) assert.ok(!text.includes(other), `${name} shows the key that it is about`);
      }
    }
  });
}
