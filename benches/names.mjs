// The same questions for everyone: the names, the rules, and a request for each HTTP rule.
import { catalogue } from '../pkg/node.js';

export const { rpcMethods } = catalogue();
export const names = rpcMethods.map(({ name }) => name);
export const scopes = ['Predict', 'Models_Get', 'Concepts_Get', 'Apps_Get'];

/** Each HTTP rule with a request that it serves; `{user_app_id.user_id}` becomes one segment. */
export const rules = rpcMethods.flatMap(({ name, httpRules }) =>
  httpRules.map(({ verb, template }) => {
    let count = 0;
    return {
      rpc: name,
      verb,
      pattern: template.replace(/\{[^}]*\}/g, () => `:p${count++}`),
      path: template.replace(/\{[^}]*\}/g, () => `id-${count++}`),
    };
  }),
);
