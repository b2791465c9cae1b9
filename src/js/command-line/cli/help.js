// The help texts, made of the table of options.
import { common, options } from './arguments.js';

const about = {
  check: {
    usage: 'check [options] [file … | -]',
    says: `Says where programs find a credential, and what is wrong with it.

Sends nothing. Without a file it looks where programs do, in their order: the
variables of this process, .env.local, .env and .dev.vars in this folder,
~/.config/clarifai/config, ~/.clarifai/config. A file that is named is judged by
itself. \`-\` reads a credential, a header or a .env from standard input.`,
    exits: {
      0: 'a credential was found that can be sent, and nothing is an error',
      1: 'an error was found, or no credential',
      2: 'the command was not understood',
      3: 'something could not be read',
    },
  },
  verify: {
    usage: 'verify [options] [file | -]',
    says: `Asks the API whether a credential is in force, and what it may call.

Sends \`GET /v2/myscopes\`, or asks that route of a user or an app where it fits
better. Takes the credential where \`check\` finds it, from one file, or with
\`-\` from standard input; never from an argument, which every program on
this machine can read.`,
    exits: {
      0: 'the credential is in force',
      1: 'it is not, or none was found that can be sent',
      2: 'the command was not understood',
      3: 'the API did not say: no connection, a fault of a server',
    },
  },
  explain: {
    usage: 'explain [options] [file | -]',
    says: `Says why a call failed, and what to do.

Sends nothing. Reads what you have of it, from a file or from standard input: a
curl line with its output, an answer's JSON, a HAR file, a gRPC error, a trace.`,
    exits: {
      0: 'a cause was found, or the answer reports a success',
      1: 'it tells too little',
      2: 'the command was not understood, or nothing was given',
      3: 'it could not be read',
    },
  },
};

const section = (title, rows) => {
  const width = Math.max(...rows.map(([name]) => name.length));
  return `${title}:\n${rows.map(([name, says]) => `  ${name.padEnd(width)}  ${says}`).join('\n')}`;
};

const optionRows = (known) =>
  Object.entries(known).map(([name, { value, short, says }]) => [
    `${short ? `-${short}, ` : ''}--${name}${value ? ` <${value}>` : ''}`,
    says,
  ]);

/** The help of one command. */
export function helpOf(command) {
  const { usage, says, exits } = about[command];
  return [
    `Usage: clarifai-auth ${usage}`,
    says,
    section('Options', optionRows({ ...options[command], ...common })),
    section('Exit codes', Object.entries(exits)),
  ].join('\n\n');
}

/** The help of all. */
export const help = () =>
  [
    'Usage: clarifai-auth <command> [options]',
    section(
      'Commands',
      Object.entries(about).map(([name, { says }]) => [name, says.split('\n')[0]]),
    ),
    section('Options', optionRows(common)),
    'No output holds a credential. `clarifai-auth <command> --help` tells more.',
  ].join('\n\n');
