// Rotates a key like a job would, and keeps the new one in a file. Ends itself where it is told to.
import { writeFileSync } from 'node:fs';
import { Client } from '../../pkg/node.js';

const [baseUrl, credential, old, vault, end] = process.argv.slice(2);
const client = new Client({ credential, baseUrl, retries: 0, timeoutMs: 5000 });
await client.rotateKey(old, {
  onCreated: (created) => {
    if (end === 'before it is stored') process.kill(process.pid, 'SIGKILL');
    writeFileSync(vault, created.expose());
    if (end === 'after it is stored') process.kill(process.pid, 'SIGKILL');
  },
});
