// `scanText` beside regular expressions over the same text, in megabytes a second.
import assert from 'node:assert/strict';
import { scanText } from '../pkg/node.js';
import { print, time } from './table.mjs';
import { texts } from './texts.mjs';

// What TruffleHog's detector looks for: any 32 letters and digits within 40 characters of the name.
const nearName = /clarifai(?:.|[\n\r]){0,40}?\b([a-z0-9]{32})\b/gi;
// What a rule without context looks for, and how secretlint's rules are written.
const anyHex = /(?<![0-9A-Za-z])[0-9a-f]{32}(?![0-9A-Za-z])/g;

for (const [name, { text, leaks }] of Object.entries(texts())) {
  const found = [
    scanText(text).length,
    [...text.matchAll(nearName)].length,
    [...text.matchAll(anyHex)].length,
  ];
  assert.equal(found[0], leaks);
  const rows = [
    ['clarifai-auth: scanText(text)', () => scanText(text)],
    ['a regular expression: near the name', () => [...text.matchAll(nearName)]],
    ['a regular expression: 32 hexadecimal digits', () => [...text.matchAll(anyHex)]],
  ];
  const times = [];
  for (const [row, work] of rows) {
    const nanoseconds = await time(work);
    const speed = Math.round((text.length / nanoseconds) * 1000);
    times.push([`${row}, ${speed} MB/s, ${found[times.length]} found`, nanoseconds]);
  }
  print(`a megabyte of ${name} with ${leaks} leaks`, times, 'a few milliseconds');
}
