// How results are written: for people and as JSON. Nothing that was read can steer a terminal.
import { maskCredentials } from '../node.js';

const codes = { bold: [1, 22], dim: [2, 22], red: [31, 39], yellow: [33, 39], green: [32, 39] };

/** Gives functions that colour a text where `stream` is a terminal that shows colours. */
export function printer(stream) {
  // It minds NO_COLOR, FORCE_COLOR and TERM; what is no terminal has no such method.
  const hasColors = stream.hasColors?.() ?? false;
  const styles = Object.entries(codes).map(([name, [on, off]]) => [
    name,
    (text) => (hasColors ? `\u001b[${on}m${text}\u001b[${off}m` : text),
  ]);
  return Object.fromEntries(styles);
}

const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** A text with what steers a terminal, or cannot be seen, written out. */
export const printed = (text) =>
  String(text).replace(unprintable, (character) => `\\u{${character.codePointAt(0).toString(16)}}`);

/** A name that somebody else chose, such as that of a file. */
export const named = (name) => printed(maskCredentials(name));

/** The same for JSON, in its own way of writing them. */
export const json = (value) =>
  JSON.stringify(value, undefined, 2).replace(unprintable, (character) =>
    character === '\n'
      ? character
      : Array.from(
          { length: character.length },
          (_, place) => `\\u${character.charCodeAt(place).toString(16).padStart(4, '0')}`,
        ).join(''),
  );

/** A source within a sentence. */
export const placeName = ({ name, kind }) => (kind === 'environment' ? 'the environment' : name);

/** The kinds of credential within a sentence. */
export const typeNames = {
  app_specific_key: 'an app-specific key',
  personal_access_token: 'a personal access token',
};

/** `1 error`, `2 errors`. */
export const count = (number, noun) => `${number} ${noun}${number === 1 ? '' : 's'}`;
