// What each runtime does with the packed package; prints what came of it as one line of JSON.
import { Client, Credential, checkCredential, diagnose, Grant, planKey } from 'clarifai-auth';
import { Client as LeanClient } from 'clarifai-auth/client';
import { requirementHistory } from 'clarifai-auth/history';

const [baseUrl, key, unknown] = process.argv.slice(2);
const image = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC';

async function called(ClientOfEntry) {
  const client = new ClientOfEntry({ credential: key, baseUrl });
  const progress = [];
  const { outputs } = await client.predict({
    model: 'color-recognition',
    inputs: [{ imageBase64: image }, { imageBytes: Uint8Array.from(atob(image), (c) => c.charCodeAt(0)) }],
    onProgress: (done, total) => progress.push(`${done} of ${total}`),
  });
  const caught = (promise) =>
    promise.then(
      () => 'no error',
      ({ code, diagnosis }) => [code, diagnosis.causes[0].code],
    );
  const abort = new AbortController();
  abort.abort();
  return {
    verdict: (await client.verify()).type,
    allows: (await client.grant()).allows('PostModelOutputs'),
    colours: outputs.map(({ concepts }) => concepts[0].name),
    progress: progress.at(-1),
    refused: await caught(new ClientOfEntry({ credential: unknown, baseUrl }).grant()),
    unreached: await caught(new ClientOfEntry({ credential: key, baseUrl: 'http://127.0.0.1:1' }).grant()),
    aborted: (await caught(client.grant({ signal: abort.signal })))[0],
  };
}

const credential = Credential.parse(` ${key}`, { repair: true });
console.log(
  JSON.stringify({
    finding: checkCredential(`${key} `).findings[0].code,
    shown: `${credential}`,
    reach: new Grant({ scopes: ['Predict', 'Models:Get', 'Concepts:Get', 'Apps:Get'] }).reach().length,
    cause: diagnose({ error: new TypeError('Failed to fetch') }).causes[0].code,
    labels: planKey(['PostModelOutputs']).labels,
    changes: requirementHistory('PostModelOutputs').changes.length,
    main: await called(Client),
    lean: await called(LeanClient),
  }),
);
