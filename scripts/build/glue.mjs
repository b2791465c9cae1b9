// Fits wasm-bindgen's JavaScript and types to the package: one wasm name, one place that loads it,
// errors with a code, `free()` as often as one likes, and only the public names outside.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Failure } from '../task.mjs';

// For the loaders and the glue; everything else that core.js exports is public.
const internal = [
  'default',
  'initSync',
  'rpcNames',
  'scopeNames',
  'caveatTexts',
  'routesOfWords',
  'routeRules',
  'routeWords',
];
// What the package's own code puts in place of the core's.
const wrapped = ['matchRoute'];

/** A pattern, what stands in its place, and how often it must be found: any number where none is given. */
const edits = (classes) => [
  // The loaders name the file, each in the way of its runtime.
  [
    /\n {4}if \(module_or_path === undefined\) \{\n.*new URL\('core_bg\.wasm', import\.meta\.url\);\n {4}\}\n/,
    '\n',
    1,
  ],
  [/^let wasmModule, wasmInstance, wasm;$/m, 'let wasmModule, wasmInstance;\nlet wasm = notReady;', 1],
  [/if \(wasm !== undefined\) return wasm;/g, 'if (wasm !== notReady) return wasm;', 2],
  // A module that cannot be started must not stand in the way of the next one.
  [
    /^ {4}wasm\.__wbindgen_start\(\);$/m,
    '    try {\n        wasm.__wbindgen_start();\n    } catch (error) {\n        wasm = notReady;\n        throw error;\n    }',
    1,
  ],
  // `using` after an early `free()` frees twice.
  [
    /^ {4}free\(\) \{\n(?= {8}const ptr = this\.__destroy_into_raw\(\);\n)/gm,
    '    free() {\n        if (!this.__wbg_ptr) return;\n',
    classes,
  ],
  [/(__wbindgen_throw_\w+: function\(arg0, arg1\) \{\n\s+throw )new Error\(/, '$1thrownByGlue(', 1],
  // The types carry the same comments.
  [/^ *\/\*\*\n(?: *\*.*\n)+/gm, '', undefined],
  [
    /^\/\* @ts-self-types=.*\n/,
    "import { notReady } from './not-ready.js';\nimport { thrownByGlue } from './thrown.js';\n",
    1,
  ],
];

/** Edits core.js below `folder`, and adds the public names to index.js there. */
export async function fitGlue(folder) {
  const file = join(folder, 'core.js');
  let text = readFileSync(file, 'utf8');
  const classes = text.match(/^export class /gm)?.length ?? 0;
  for (const [pattern, replacement, times] of edits(classes)) {
    const found = text.match(new RegExp(pattern, `${pattern.flags.replace('g', '')}g`))?.length ?? 0;
    if (found === 0 || found !== (times ?? found))
      changed(`core.js has ${found} times ${pattern}, expected ${times ?? 'some'}`);
    text = text.replace(pattern, replacement);
  }
  if (text.includes('core_bg.wasm')) changed('core.js still names core_bg.wasm');
  writeFileSync(file, text);

  const names = Object.keys(await import(`${pathToFileURL(file)}?${process.pid}`)).filter(
    (name) => ![...internal, ...wrapped].includes(name),
  );
  const index = join(folder, 'index.js');
  writeFileSync(
    index,
    `${readFileSync(index, 'utf8')}\nexport { ${names.sort().join(', ')} } from './core.js';\n`,
  );
}

/** Writes the types for `import` and for `require` from wasm-bindgen's `types` and what the loaders add. */
export function fitTypes(folder, types) {
  const end = types.indexOf('\nexport type InitInput =');
  if (end < 0) changed('core.d.ts has no `InitInput`');
  const publicTypes = types
    .slice(0, end)
    .replace(/^\/\* (tslint|eslint).*\n/gm, '')
    .trim();
  const loader = readFileSync(join(folder, 'index.d.ts'), 'utf8').trim();
  // Classes have [Symbol.dispose], which TypeScript knows only with this library.
  const text = `/// <reference lib="esnext.disposable" />\n\n${loader}\n\n${publicTypes}\n`;
  for (const name of ['index.d.ts', 'index.d.cts']) writeFileSync(join(folder, name), text);
}

function changed(what) {
  throw new Failure(
    `wasm-bindgen's output is not what the build expects: ${what}`,
    'Fit scripts/build/glue.mjs to the new output.',
  );
}
