// The examples of a text in Markdown, and how one is run.
import assert from 'node:assert/strict';

/** The blocks after `<!-- run: name -->`, by their names. */
export function marked(text) {
  const blocks = text.matchAll(/<!-- run: ([\w-]+) -->\n```\w+\n([\s\S]*?)```/g);
  return new Map([...blocks].map(([, name, block]) => [name, block]));
}

/** Turns each line `expression; // result` into an assertion. */
export function asserting(text) {
  let results = 0;
  const lines = text.split('\n').map((line) => {
    const [, expression, result] = line.match(/^(.+); \/\/ (.+)$/) ?? [];
    if (!expression) return line;
    results += 1;
    const value = expression.match(/^console\.log\((.+)\)$/)?.[1] ?? expression;
    return `assert.deepEqual(${value}, ${result});`;
  });
  assert.ok(results > 0, 'the example shows results');
  return `import assert from 'node:assert/strict';\n${lines.join('\n')}\nconsole.log('${results} results');\n`;
}
