// A secretlint rule (https://github.com/secretlint/secretlint): `{ "id": "clarifai-auth/secretlint" }`.
import { scanText } from './node.js';

const id = 'clarifai-auth/secretlint';
const messages = {
  LIKELY: { en: ({ what, fingerprint }) => `found a Clarifai ${what} (${fingerprint})` },
  POSSIBLE: { en: ({ what, fingerprint }) => `found what may be a Clarifai ${what} (${fingerprint})` },
};

export const creator = {
  messages,
  meta: { id, recommended: true, type: 'scanner', supportedContentTypes: ['text'] },
  create(context) {
    const t = context.createTranslator(messages);
    return {
      file({ content }) {
        for (const { kind, certainty, span, fingerprint } of scanText(content)) {
          const what = kind === 'key' ? 'API key or personal access token' : 'session token';
          context.report({
            message: t(certainty.toUpperCase(), { what, fingerprint }),
            range: [span.start, span.end],
          });
        }
      },
    };
  },
};

export default creator;
