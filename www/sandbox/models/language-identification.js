// Finds the language of a text.
import { detectAll, supportedLanguages, toISO2 } from 'tinyld';
import { readText } from '../inputs.js';

// More text makes the answer later, not better.
const charactersRead = 10_000;

const displayNames = new Intl.DisplayNames(['en'], { type: 'language' });
const conceptOf = (id) => ({ id, name: displayNames.of(id) });

/** The model, as predictions run it. */
export const languageIdentification = {
  concepts: supportedLanguages.map((code) => conceptOf(toISO2(code) || code)),
  async predict(data, path) {
    const text = await readText(data, path);
    const found = detectAll(text.slice(0, charactersRead));
    return {
      concepts: found.map(({ lang, accuracy }) => ({ ...conceptOf(lang), value: accuracy })),
    };
  },
};
