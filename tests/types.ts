// Type-checked against the built package, never run.
import {
  type Call,
  type CauseCode,
  type ClarifaiAuthError,
  Client,
  Credential,
  type CredentialReport,
  catalogue,
  checkCredential,
  checkEnvironment,
  type Decision,
  type Diagnosis,
  diagnose,
  type EnvironmentReport,
  Grant,
  type GrantDescription,
  type ListedKey,
  type matchRoute,
  type operationScope,
  type Prediction,
  planKey,
  type RpcName,
  readCredential,
  readPaste,
  type ready,
  type rpcMethod,
  type ScopeName,
  UsageLog,
  type UsedCall,
  type Verdict,
} from 'clarifai-auth';
import * as ClientEntry from 'clarifai-auth/client';
import { type Release, type RequirementHistory, releases, requirementHistory } from 'clarifai-auth/history';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(_: Equal<A, B>): void => {};

same<ReturnType<typeof ready>, Promise<void>>(true);
same<ReturnType<typeof checkCredential>, CredentialReport>(true);
// What a variable holds, also where it is not set.
checkCredential(undefined);
checkCredential(null);
// @ts-expect-error a number is no text
checkCredential(7);

same<ReturnType<typeof checkEnvironment>, EnvironmentReport>(true);
// What a process has, and what a person pastes.
checkEnvironment({ CLARIFAI_PAT: undefined, PATH: '/bin' }).findings[0]?.expected;
checkEnvironment('CLARIFAI_PAT=').findings[0]?.line;
// @ts-expect-error a number is no environment
checkEnvironment(7);
same<ReturnType<typeof readCredential>, Credential | undefined>(true);
// @ts-expect-error a number is no environment
readCredential(7);

// Names are literals, open to newer ones.
const known: RpcName = 'PostModelOutputs';
const newer: RpcName = 'PostSomethingNew';
const scope: ScopeName = 'Models_Get';
void [known, newer, scope];

const { version, rpcMethods, scopes } = catalogue();
same<typeof version, string>(true);
same<(typeof rpcMethods)[number]['streaming'], 'none' | 'client' | 'server' | 'both'>(true);
same<(typeof scopes)[number]['prerequisites'], ScopeName[]>(true);
same<ReturnType<typeof rpcMethod>, (typeof rpcMethods)[number] | undefined>(true);
same<ReturnType<typeof operationScope>, (typeof scopes)[number] | undefined>(true);
same<ReturnType<typeof matchRoute>[number]['parameters'], Record<string, string>>(true);

const description: GrantDescription = { scopes: ['Predict'], keyType: 'app_specific_key' };
const grant = new Grant(description);
same<ReturnType<Grant['allows']>, boolean>(true);
same<ReturnType<Grant['reach']>, RpcName[]>(true);
const call: Call = { verb: 'POST', url: '/v2/models/general/outputs' };
const decision: Decision = grant.evaluate(call, { now: '2026-01-01T00:00:00Z' });
if (decision.type === 'reject') same<typeof decision.missingScopes, ScopeName[]>(true);
if (decision.type === 'unknown') same<typeof decision.what, 'rpc' | 'route'>(true);
// @ts-expect-error a decision that allows has no reasons
if (decision.type === 'allow') decision.reasons;
// @ts-expect-error a grant is made of scopes
new Grant({ endpoints: [] });
same<ReturnType<Grant['intersect']>, Grant>(true);

const log = new UsageLog();
log.feed('GET /v2/models');
log.feed(new Uint8Array());
// @ts-expect-error a number is no part of a log
log.feed(7);
same<ReturnType<UsageLog['calls']>, UsedCall[]>(true);
same<ReturnType<UsageLog['unusedScopes']>, ScopeName[]>(true);
same<typeof log.lines, number>(true);

const credential = Credential.parse('5a4db0c5f00df00df00df00df00d0001', { repair: true });
same<typeof credential.fingerprint, string>(true);
credential[Symbol.dispose]();
// @ts-expect-error a credential is parsed, not made
new Credential();

const diagnosis: Diagnosis = diagnose({
  error: 'TypeError: Failed to fetch',
  keyCreatedAt: '2022-01-01T00:00:00Z',
});
same<(typeof diagnosis.causes)[number]['code'], CauseCode>(true);
same<typeof diagnosis.retryAfterSeconds, number | undefined>(true);
diagnose(readPaste(''));
diagnose({ error: new TypeError('Failed to fetch') });
// @ts-expect-error a number is no credential
diagnose({ credential: 7 });

const client = new Client({ credential, userId: 'clarifai', appId: 'main', timeoutMs: 1000 });
const prediction: Promise<Prediction> = client.predict({
  model: { id: 'color-recognition', versionId: 'v' },
  inputs: [{ imageBytes: new Uint8Array() }, { imageUrl: 'https://samples.clarifai.com/metro-north.jpg' }],
  signal: new AbortController().signal,
  onProgress: (done, total) => same<typeof done | typeof total, number>(true),
});
void prediction;
const workflow: Promise<Prediction> = client.predictWorkflow({ workflow: 'w', inputs: [{ text: 't' }] });
for (const { concepts, raw } of (await workflow).outputs) console.log(concepts, raw);
void workflow.then(({ outputs: [output] }) => output?.error?.diagnosis?.causes[0]?.remedy);
// @ts-expect-error a workflow is named
client.predictWorkflow({ inputs: [] });
same<ReturnType<Client['call']>, Promise<unknown>>(true);
void client.call('GetModel', { parameters: { model_id: 'm' }, query: { a: 'b' }, grant, body: {} });
// @ts-expect-error a query is of texts
void client.call('ListModels', { query: { page: 2 } });
const listed = await client.call('ListModels', { query: { per_page: '10' } });
console.log(JSON.stringify(listed));
// @ts-expect-error an answer is unknown until it is cast
listed.models;
same<ReturnType<Client['verify']>, Promise<Verdict>>(true);
void client.verify({ signal: new AbortController().signal }).then((verdict) => {
  if (verdict.type === 'live') same<typeof verdict.grant, GrantDescription>(true);
  // @ts-expect-error what is not live has no grant
  else verdict.grant;
});
same<ReturnType<Client['listKeys']>, Promise<ListedKey[]>>(true);
same<ListedKey['credential'], Credential>(true);
const created: Promise<Credential> = client.createKey(planKey(['PostModelOutputs']));
void created;
const split = planKey(['PostModelOutputs'], { appId: 'shop', restrictEndpoints: true });
const madeKeys: Credential[] = [];
for (const each of [split, ...split.otherPlans]) madeKeys.push(await client.createKey(each));
// @ts-expect-error a key is made by a plan
void client.createKey(['PostModelOutputs']);
same<ReturnType<Client['deleteKey']>, Promise<void>>(true);
const rotated: Promise<Credential> = client.rotateKey(credential, {
  onCreated: async (key) => void key.fingerprint,
  keepOld: true,
});
void rotated;
// @ts-expect-error the new key must have a place
void client.rotateKey('5a4db0c5f00df00df00df00df00d0001', {});
new Client({ credential, retries: 0 });
const failed = {} as ClarifaiAuthError;
if (failed.diagnosis?.causes[0]?.code === 'scope-missing') void failed.diagnosis.retryAfterSeconds;
same<typeof failed.created, Credential | undefined>(true);
const isClarifaiAuthError = (error: unknown): error is ClarifaiAuthError =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_');
try {
  await client.listKeys();
} catch (error) {
  if (!isClarifaiAuthError(error) || error.code !== 'ERR_CALL') throw error;
  console.error(error.message, error.diagnosis?.causes[0]?.remedy);
}
// @ts-expect-error an input is one of the kinds that the API takes
client.predict({ model: 'm', inputs: [{ picture: 'x' }] });

// Codes are literals, open to newer ones.
const codes: ClarifaiAuthError['code'][] = [
  'ERR_NOT_READY',
  'ERR_CREDENTIAL',
  'ERR_GRANT',
  'ERR_CALL',
  'ERR_FREED',
];
void codes;

// Objects of the client entry have the same types; at run time each entry takes its own.
same<ClientEntry.CredentialReport, CredentialReport>(true);
same<ClientEntry.Decision, Decision>(true);
same<ReturnType<ClientEntry.Grant['reach']>, RpcName[]>(true);
// @ts-expect-error the readers of texts are in the main entry only
ClientEntry.readPaste;

same<ReturnType<typeof requirementHistory>, RequirementHistory | undefined>(true);
same<ReturnType<typeof releases>, Release[]>(true);
// A scope that is no more is a name too.
requirementHistory('PostModelOutputs')?.changes.at(-1)?.removed.includes('Workers_Get');
const brought: RpcName[] = releases().flatMap(({ addedMethods = [] }) =>
  addedMethods.map(({ name }) => name),
);
void brought;
// @ts-expect-error a number is no name
requirementHistory(7);
