type Message = { en(): string };

/** A rule for secretlint: `{ "rules": [{ "id": "clarifai-auth/secretlint" }] }` in .secretlintrc.json. */
export declare const creator: {
  messages: Record<'KEY' | 'POSSIBLE_KEY' | 'SESSION_TOKEN' | 'POSSIBLE_SESSION_TOKEN', Message>;
  meta: { id: string; recommended: boolean; type: 'scanner'; supportedContentTypes: 'text'[] };
  // biome-ignore lint/suspicious/noExplicitAny: the context is secretlint's, whose types are not needed to use the rest
  create(context: any): { file(source: { content: string }): void };
};
export default creator;
