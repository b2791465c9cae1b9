// The cases of cases.txt, filled as tests/scan.rs fills them.
import { readFileSync } from 'node:fs';
import { at } from '../../scripts/task.mjs';

export const key = 'c0ffee15dead10ccfeedfacecafebabe';

const marks = {
  key,
  KEY: key.toUpperCase(),
  mixed: 'C0FFEEfor15deadGophers10ccXYzzy7',
  token: 'ZmFrZSBzZXNzaW9u.fake-session_0123+not/real789==',
  id: 'f00df00dcafe4c0ca0deadfacade0001',
  far: 'x = 1\n'.repeat(300),
};
const secret = ['key', 'KEY', 'mixed', 'token'];

/** @returns {{ name: string, text: string, places: number[], expected: string }[]} */
export const cases = readFileSync(at('tests/scan/cases.txt'), 'utf8')
  .split('\n=== ')
  .slice(1)
  .map((part) => {
    const [head] = part.split('\n', 1);
    const [, name, expected] = head.match(/^(.*): (.*?)$/);
    const places = [];
    let text = '';
    for (const piece of part.slice(head.length + 1).split(/(\{(?:key|KEY|mixed|token|id|far)\})/)) {
      const mark = piece.match(/^\{(\w+)\}$/)?.[1];
      if (secret.includes(mark)) places.push(text.length);
      text += marks[mark] ?? piece;
    }
    return { name, text, places: expected === 'nothing' ? [] : places, expected };
  });
