// From the arguments to a command, and from its result to output and exit code.
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { readArguments, UsageError } from './arguments.js';
import { check } from './check.js';
import { exitCodes } from './exit-codes.js';
import { explain } from './explain.js';
import { help, helpOf } from './help.js';
import { json, printer } from './print.js';
import { verify } from './verify.js';

const commands = { check, verify, explain };

/** @param {string[]} args @returns {Promise<number>} the exit code */
export async function main(args) {
  const style = printer(process.stdout);
  try {
    const { command, values, positionals } = readArguments(args);
    if (values.version) return say(version());
    if (values.help) return say(command ? helpOf(command) : help());
    if (!command) throw new UsageError('no command was given', help());
    const { exitCode, lines, ...result } = await commands[command]({ values, positionals, style });
    say(values.json ? json({ command, exitCode, ...result }) : lines.join('\n'));
    return exitCode;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`clarifai-auth: ${error.message}\n${error.hint}`);
    return exitCodes.usage;
  }
}

function say(text) {
  process.stdout.write(`${text}\n`);
  return exitCodes.fine;
}

const version = () =>
  JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version;
