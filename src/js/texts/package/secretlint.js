// A rule for secretlint: `{ "rules": [{ "id": "clarifai-auth/secretlint" }] }` in .secretlintrc.json.
import { scanText } from './node.js';

// Secretlint hides whatever a message is given, so each is a whole sentence.
const messages = {
  KEY: { en: () => 'found an API key or personal access token of Clarifai' },
  POSSIBLE_KEY: { en: () => 'found what may be an API key or personal access token of Clarifai' },
  SESSION_TOKEN: { en: () => 'found a session token of Clarifai' },
  POSSIBLE_SESSION_TOKEN: { en: () => 'found what may be a session token of Clarifai' },
};

export const creator = {
  messages,
  meta: {
    id: 'clarifai-auth/secretlint',
    recommended: true,
    type: 'scanner',
    supportedContentTypes: ['text'],
  },
  create(context) {
    const message = context.createTranslator(messages);
    return {
      file({ content }) {
        for (const { kind, certainty, span } of scanText(content)) {
          const name = kind === 'key' ? 'KEY' : 'SESSION_TOKEN';
          const id = certainty === 'likely' ? name : `POSSIBLE_${name}`;
          context.report({ message: message(id), range: [span.start, span.end] });
        }
      },
    };
  },
};

export default creator;
