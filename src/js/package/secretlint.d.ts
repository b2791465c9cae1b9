/** A secretlint rule: `{ "rules": [{ "id": "clarifai-auth/secretlint" }] }`. */
export declare const creator: {
  messages: Record<'LIKELY' | 'POSSIBLE', { en(props: { what: string; fingerprint: string }): string }>;
  meta: { id: string; recommended: boolean; type: 'scanner'; supportedContentTypes: 'text'[] };
  create(context: {
    // biome-ignore lint/suspicious/noExplicitAny: secretlint's own type of it says so
    createTranslator(messages: any): any;
    // biome-ignore lint/suspicious/noExplicitAny: the translator's result, which secretlint types
    report(descriptor: { message: any; range: readonly [number, number] }): void;
  }): { file(source: { content: string }): void };
};
export default creator;
