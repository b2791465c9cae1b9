// The sandbox over HTTP: who may call what, and what is answered.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { facts } from '../../www/sandbox/facts.js';
import { keys } from '../../www/sandbox/keys.js';
import { methods } from '../../www/sandbox/methods.js';
import { startSandbox } from '../../www/sandbox/sandbox.js';
import {
  as,
  ask,
  assertFailure,
  imageInput,
  imageOf,
  keyNamed,
  listedOrigin,
  parseRaw,
  predictColors,
  sandbox,
  sendRaw,
  textInput,
} from './sandbox-client.mjs';

const ownApp = '/v2/users/sandbox-user/apps/sandbox-app';
const mainApp = '/v2/users/clarifai/apps/main';

describe('credentials', () => {
  const malformedHeader =
    'Empty or malformed authorization header. Please provide an API key or session token.';
  const known = keyNamed('predict-only');
  const refusals = [
    ['no header', undefined, 401, 11102, malformedHeader],
    ['an empty header', '', 401, 11102, malformedHeader],
    ['a lower-case scheme', `key ${known}`, 401, 11102, malformedHeader],
    ['an upper-case scheme', `KEY ${known}`, 401, 11102, malformedHeader],
    ['the scheme Bearer', `Bearer ${known}`, 401, 11102, malformedHeader],
    ['a key without a scheme', known, 401, 11102, malformedHeader],
    ['a scheme without a key', 'Key', 401, 11102, malformedHeader],
    ['the word None', 'Key None', 401, 11008, 'Invalid format of key.'],
    ['a placeholder', 'Key SOME_INVALID_KEY', 401, 11008, 'Invalid format of key.'],
    ['quotes', `Key "${known}"`, 401, 11008, 'Invalid format of key.'],
    ['padding', `Key  ${known}`, 401, 11008, 'Invalid format of key.'],
    ['a key that is cut short', `Key ${known.slice(1)}`, 401, 11008, 'Invalid format of key.'],
    ['an unknown key', 'Key 0123456789abcdef0123456789abcdef', 401, 11009, 'invalid key'],
    ['a known key in capitals', `Key ${known.toUpperCase()}`, 401, 11009, 'invalid key'],
    ['an expired key', `Key ${keyNamed('expired')}`, 401, 11009, 'expired key'],
  ];
  for (const [name, authorization, http, code, details] of refusals) {
    test(`${name} is refused with ${code}`, async () => {
      const answer = await ask('/v2/models', {
        headers: authorization === undefined ? {} : { authorization },
      });
      assertFailure(answer, http, code, details);
      assert.deepEqual(answer.models, []);
    });
  }

  test('two_authorization_headers_are_refused_with_11102', async () => {
    const header = `Authorization: Key ${known}\r\n`;
    const raw = await sendRaw(
      `GET /v2/models HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${header}${header}\r\n`,
    );
    assert.equal(parseRaw(raw).body.status.code, 11102);
  });

  test('an_expired_key_works_before_it_expires', async () => {
    const earlier = await startSandbox({ now: () => Date.parse('2023-12-31T23:59:59Z') });
    const answer = await ask('/v2/models', { base: earlier.url, headers: as('expired') });
    await earlier.close();
    assert.equal(answer.http, 200);
  });

  test('the_keys_are_those_of_the_design', () => {
    assert.deepEqual(
      keys.map(({ key, type }) => [key.slice(-1), type]),
      [1, 2, 3, 4, 5, 6, 7, 8].map((n) => [
        String(n),
        n === 6 || n === 7 ? 'personal_access_token' : 'app_specific_key',
      ]),
    );
    const scopes = new Set(facts.scopes.map(({ name }) => name));
    const endpoints = new Set(facts.rpcMethods.map(({ name }) => `/${facts.service}/${name}`));
    for (const key of keys) {
      assert.match(key.key, /^5a4db0c5(f00d){5}000\d$/);
      assert.ok(
        key.scopes.every((scope) => scopes.has(scope)),
        key.name,
      );
      assert.ok(
        key.endpoints.every((endpoint) => endpoints.has(endpoint)),
        key.name,
      );
      assert.match(key.purpose, /\.$/);
    }
  });
});

describe('authorization', () => {
  const endpoint = '/clarifai.api.V2/';
  const otherApp = '/v2/users/other-user/apps/other-app';
  const cases = [
    // key, verb, path, http, code, details
    ['predict-only', 'GET', '/v2/models', 200, 10000],
    ['predict-only', 'GET', `${ownApp}/models`, 200, 10000],
    ['predict-only', 'GET', '/v2/users/me/apps/sandbox-app/models', 200, 10000],
    ['predict-only', 'GET', '/v2/users/sandbox-user/models', 200, 10000],
    ['predict-only', 'GET', `${otherApp}/models`, 401, 11008, 'The key belongs to another application.'],
    ['predict-only', 'GET', `${mainApp}/models`, 401, 11008, 'The key belongs to another application.'],
    ['other-app', 'GET', `${ownApp}/models`, 401, 11008, 'The key belongs to another application.'],
    ['other-app', 'GET', '/v2/models', 200, 10000],
    [
      'predict-only',
      'GET',
      '/v2/models?user_app_id.user_id=other-user&user_app_id.app_id=other-app',
      401,
      11008,
      'The key belongs to another application.',
    ],
    ['predict-only', 'GET', '/v2/inputs', 403, 11007, 'Missing scopes: Annotations:Get, Inputs:Get.'],
    ['search-only', 'POST', '/v2/models/color-recognition/outputs', 403, 11007, 'Missing scopes: Predict.'],
    ['search-only', 'GET', '/v2/models', 200, 10000],
    ['endpoint-restricted', 'GET', '/v2/models', 403, 11007, `Missing endpoints: ${endpoint}ListModels.`],
    ['endpoint-restricted', 'GET', '/v2/myscopes', 403, 11007, `Missing endpoints: ${endpoint}MyScopes.`],
    [
      'endpoint-restricted',
      'GET',
      '/v2/inputs',
      403,
      11007,
      `Missing scopes: Annotations:Get, Inputs:Get. Missing endpoints: ${endpoint}ListInputs.`,
    ],
    ['all-scopes', 'GET', '/v2/datasets', 501, 10040, 'The sandbox does not implement ListDatasets.'],
    [
      'all-scopes',
      'GET',
      '/v2/users/me',
      403,
      11007,
      'GetUser takes a personal access token; an app-specific key does not reach it.',
    ],
    [
      'all-scopes',
      'GET',
      '/v2/users/sandbox-user/myscopes',
      403,
      11007,
      'MyScopesUser takes a personal access token; an app-specific key does not reach it.',
    ],
    [
      'pat',
      'GET',
      '/v2/users/sandbox-user/scopes',
      403,
      11007,
      'ListScopes takes neither an API key nor a personal access token.',
    ],
    ['pat', 'GET', '/v2/models', 401, 11008, 'Must provide app external ID in API authorizer'],
    ['pat', 'GET', '/v2/myscopes', 401, 11008, 'Must provide app external ID in API authorizer'],
    ['pat', 'GET', '/v2/models?user_app_id.user_id=me&user_app_id.app_id=sandbox-app', 200, 10000],
    ['pat', 'GET', `${ownApp}/models`, 200, 10000],
    ['pat', 'GET', `${mainApp}/models`, 200, 10000],
    ['pat', 'GET', '/v2/users/me/models', 200, 10000],
    ['pat', 'GET', `${otherApp}/models`, 404, 11101, 'app not found. Check the url of your request.'],
    [
      'pat',
      'GET',
      '/v2/users/me/apps/nothing/models',
      404,
      11101,
      'app not found. Check the url of your request.',
    ],
    ['other-pat', 'GET', `${ownApp}/models`, 404, 11101, 'app not found. Check the url of your request.'],
    [
      'other-pat',
      'GET',
      '/v2/users/sandbox-user',
      404,
      11101,
      'user not found. Check the url of your request.',
    ],
    ['pat', 'GET', '/v2/users/me', 200, 10000],
    ['pat', 'GET', '/v2/users/sandbox-user', 200, 10000],
  ];
  for (const [key, verb, path, http, code, details] of cases) {
    test(`${key} is answered ${code} for ${verb} ${path}`, async () => {
      const answer = await ask(path, { verb, headers: as(key), body: verb === 'GET' ? undefined : {} });
      assertFailure(answer, http, code, details);
    });
  }

  test('a_pat_predicts_on_the_short_path_with_ids_in_the_body', async () => {
    const inputs = [imageInput(await imageOf('red', 'png'))];
    const without = await predictColors(inputs, { key: 'pat' });
    assertFailure(without, 401, 11008, 'Must provide app external ID in API authorizer');
    const user_app_id = { user_id: 'clarifai', app_id: 'main' };
    const answer = await predictColors(inputs, { key: 'pat', user_app_id });
    assert.equal(answer.http, 200);
    assert.equal(answer.outputs[0].model.app_id, 'main');
  });

  test('ids_in_the_body_may_be_in_camel_case_but_not_in_both_forms', async () => {
    const inputs = [imageInput(await imageOf('red', 'png'))];
    for (const userAppId of [
      { userId: 'clarifai', appId: 'main' },
      { user_id: 'clarifai', appId: 'main' },
    ]) {
      const answer = await predictColors(inputs, { key: 'pat', userAppId });
      assert.deepEqual([answer.http, answer.outputs[0].model?.app_id], [200, 'main']);
      assertFailure(await predictColors(inputs, { userAppId }), 401, 11008);
    }
    const ids = { user_id: 'clarifai', app_id: 'main' };
    for (const [body, path] of [
      [{ user_app_id: ids, userAppId: ids }, 'userAppId'],
      [{ userAppId: { ...ids, userId: 'clarifai' } }, 'user_app_id.userId'],
      [{ userAppId: { appId: 7 } }, 'user_app_id.app_id'],
    ]) {
      const details = `Invalid json path '${path}' in request.`;
      assertFailure(await predictColors(inputs, { key: 'pat', ...body }), 400, 11100, details);
    }
    const none = await predictColors(inputs, { key: 'pat', undefined: ids });
    assertFailure(none, 401, 11008);
  });

  test('ids_in_the_body_bind_an_app_specific_key_too', async () => {
    const inputs = [imageInput(await imageOf('red', 'png'))];
    const user_app_id = { user_id: 'clarifai', app_id: 'main' };
    assertFailure(await predictColors(inputs, { user_app_id }), 401, 11008);
    const own = { user_id: 'me', app_id: 'sandbox-app' };
    assert.equal((await predictColors(inputs, { user_app_id: own })).http, 200);
    const wrong = [
      [7, 'user_app_id'],
      [[], 'user_app_id'],
      [{ user_id: 7 }, 'user_app_id.user_id'],
    ];
    for (const [value, path] of wrong) {
      const details = `Invalid json path '${path}' in request.`;
      assertFailure(await predictColors(inputs, { user_app_id: value }), 400, 11100, details);
    }
  });

  test('every_http_rule_of_the_descriptors_is_known_and_authorized', async () => {
    const ids = { 'user_app_id.user_id': 'sandbox-user', 'user_app_id.app_id': 'sandbox-app' };
    const paths = facts.rpcMethods.flatMap(({ name, authType, httpRules }) =>
      httpRules.map(({ verb, template }) => ({
        name,
        authType,
        verb,
        path: template.replace(/\{([^}]+)\}/g, (_, parameter) => ids[parameter] ?? 'x'),
      })),
    );
    assert.equal(paths.length, 467);
    const expected = { KeyAuth: { app: 501, none: 401 }, PATAuth: { app: 403, none: 401 } };
    expected.SessionTokenAuth = { app: 403, none: 401 };
    expected.NoAuth = { app: 501, none: 501 };
    const implemented = new Set(Object.keys(methods));
    for (const { name, authType, verb, path } of paths) {
      const body = verb === 'GET' ? undefined : {};
      const message = `${name}: ${verb} ${path}`;
      const bare = await ask(path, { verb, body });
      assert.equal(bare.http, expected[authType].none, message);
      const answer = await ask(path, { verb, body, headers: as('all-scopes') });
      if (implemented.has(name) && authType === 'KeyAuth') {
        assert.ok([200, 400, 404, 501].includes(answer.http), message);
      } else {
        assert.equal(answer.http, expected[authType].app, message);
      }
    }
  });

  test('the_sandbox_decides_without_the_package', () => {
    const folder = new URL('../../www/sandbox/', import.meta.url);
    const files = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.js'));
    assert.ok(files.length > 10);
    for (const name of files) {
      const source = readFileSync(new URL(name, folder), 'utf8');
      assert.doesNotMatch(source, /from '(clarifai-auth|[^']*\/pkg\/)/, name);
    }
  });
});

describe('answers', () => {
  test('myscopes_tells_scopes_endpoints_and_app_on_each_of_its_paths', async () => {
    for (const path of ['/v2/myscopes', '/v2/my_scopes', `${ownApp}/myscopes`]) {
      const answer = await ask(path, { headers: as('predict-only') });
      assert.deepEqual(answer.scopes, ['Apps:Get', 'Concepts:Get', 'Models:Get', 'Predict']);
      assert.deepEqual(answer.endpoints, []);
      assert.equal(answer.app.id, 'sandbox-app');
      assert.equal(answer.app.user_id, 'sandbox-user');
    }
    for (const path of ['/v2/users/me/myscopes', '/v2/users/sandbox-user/myscopes', '/v2/myscopesroot']) {
      const answer = await ask(path, { headers: as('pat') });
      assert.deepEqual([answer.http, answer.scopes, answer.endpoints], [200, ['All'], []], path);
    }
  });

  test('users_me_is_the_owner_of_the_token', async () => {
    assert.equal((await ask('/v2/users/me', { headers: as('pat') })).user.id, 'sandbox-user');
    assert.equal((await ask('/v2/users/me', { headers: as('other-pat') })).user.id, 'other-user');
  });

  test('models_are_listed_in_pages', async () => {
    const names = ({ models }) => models.map(({ id }) => id);
    const all = await ask('/v2/models', { headers: as('predict-only') });
    assert.deepEqual(names(all), ['color-recognition', 'language-identification']);
    const second = await ask('/v2/models?page=2&per_page=1', { headers: as('predict-only') });
    assert.deepEqual(names(second), ['language-identification']);
    const beyond = await ask('/v2/models?page=9', { headers: as('predict-only') });
    assert.deepEqual(names(beyond), []);
    const wrong = await ask('/v2/models?per_page=many', { headers: as('predict-only') });
    assertFailure(wrong, 400, 11100, 'per_page is not a whole number');
  });

  test('a_model_and_its_version_are_found_and_the_version_predicts', async () => {
    for (const [key, base] of [
      ['predict-only', '/v2'],
      ['predict-only', ownApp],
      ['pat', mainApp],
    ]) {
      const headers = as(key);
      const { model } = await ask(`${base}/models/color-recognition`, { headers });
      assert.equal(model.id, 'color-recognition');
      const versionPath = `${base}/models/color-recognition/versions/${model.model_version.id}`;
      const { model_version } = await ask(versionPath, { headers });
      assert.equal(model_version.id, model.model_version.id);
      const body = { inputs: [imageInput(await imageOf('red', 'png'))] };
      for (const path of [versionPath, `${base}/models/color-recognition`]) {
        const answer = await ask(`${path}/outputs`, { headers, body });
        assert.equal(answer.http, 200, path);
        assert.equal(answer.outputs[0].model.model_version.id, model.model_version.id);
        assert.equal(answer.outputs[0].data.concepts[0].name, 'Red');
      }
    }
  });

  test('a_model_or_version_that_is_not_there_is_answered_with_404', async () => {
    const headers = as('predict-only');
    const body = { inputs: [textInput('x')] };
    const noModel = await ask('/v2/models/general-v1.3/outputs', { headers, body });
    assertFailure(noModel, 404, 21200, 'Model does not exist');
    assertFailure(await ask('/v2/models/nothing', { headers }), 404, 21200);
    const noVersion = await ask('/v2/models/color-recognition/versions/x/outputs', { headers, body });
    assertFailure(noVersion, 404, 11101);
  });

  test('a_request_id_prefix_is_honoured_unless_it_could_hold_a_credential', async () => {
    const prefixed = (prefix) =>
      ask('/v2/models', { headers: { ...as('predict-only'), 'x-clarifai-request-id-prefix': prefix } });
    assert.match((await prefixed('sdk-test-1.0')).status.req_id, /^sdk-test-1\.0-[0-9a-f]{32}$/);
    for (const prefix of [keyNamed('predict-only'), 'two words', 'x'.repeat(65)]) {
      assert.match((await prefixed(prefix)).status.req_id, /^[0-9a-f]{32}$/);
    }
  });
});

describe('cross-origin requests', () => {
  const corsHeaders = ({ headers }) =>
    [...headers.keys()].filter((name) => name.startsWith('access-control-'));

  test('a_listed_origin_may_read_answers_and_failures', async () => {
    for (const headers of [as('predict-only'), {}]) {
      const answer = await ask('/v2/models', { headers: { ...headers, origin: listedOrigin } });
      assert.equal(answer.headers.get('access-control-allow-origin'), listedOrigin);
      assert.equal(answer.headers.get('vary'), 'Origin');
    }
  });

  test('an_unlisted_origin_gets_no_cors_header', async () => {
    for (const origin of [
      'https://evil.example',
      'null',
      `${listedOrigin}.evil.example`,
      listedOrigin.toUpperCase(),
    ]) {
      const answer = await ask('/v2/models', { headers: { ...as('predict-only'), origin } });
      assert.equal(answer.http, 200);
      assert.deepEqual(corsHeaders(answer), [], origin);
      assert.equal(answer.headers.get('vary'), 'Origin');
    }
  });

  test('a_preflight_is_met_for_listed_origins_only', async () => {
    const preflight = (origin) =>
      fetch(`${sandbox.url}/v2/models/color-recognition/outputs`, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'authorization,content-type',
        },
      });
    const met = await preflight(listedOrigin);
    assert.equal(met.status, 204);
    assert.equal(met.headers.get('access-control-allow-origin'), listedOrigin);
    assert.match(met.headers.get('access-control-allow-methods'), /\bPOST\b/);
    assert.equal(met.headers.get('access-control-allow-headers'), 'authorization,content-type');
    const refused = await preflight('https://evil.example');
    assert.equal(refused.status, 405);
    assert.deepEqual(corsHeaders(refused), []);
    assert.equal((await refused.json()).status.code, 11103);
  });
});
