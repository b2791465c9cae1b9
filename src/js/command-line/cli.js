#!/usr/bin/env node
// `npx clarifai-auth`: the package's command line. What it does is in cli/.
import process from 'node:process';

// A reader that stops early, such as `head`, is no failure.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error) => {
    if (error.code !== 'EPIPE') process.exitCode = 3;
  });
}

try {
  const { main } = await import('./cli/main.js');
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  // Of a fault of our own only the places: its message could hold what was read.
  const places = String(error?.stack).match(/^ {4}at .+$/gm) ?? [];
  const isLost = error?.code === 'ERR_NOT_READY';
  console.error(
    `clarifai-auth: ${isLost ? error.message : ['it failed unexpectedly', ...places].join('\n')}`,
  );
  process.exitCode = 3;
}
