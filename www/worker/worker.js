// The guard: it holds a restricted key and lets through what its policy names, from the pages it
// names, as often as it says. Everything else is answered here and goes nowhere.

import { answerPreflight, answerWith, Refusal } from './answers.js';
import { forward, openBody } from './forward.js';
import { requireDay, requireRate } from './limits.js';
import { readPolicy, requireRoute, requireTarget } from './policy.js';
import { requireLocal, requireOrigin } from './visitor.js';

export { DayBudget } from './limits.js';

/** Settings do not change while an isolate lives. */
const policies = new WeakMap();
function policyOf(env) {
  if (!policies.has(env)) policies.set(env, readPolicy(env));
  return policies.get(env);
}

export default {
  /**
   * @param {Request} request
   * @param {Record<string, any>} env
   */
  async fetch(request, env) {
    let origin;
    try {
      const policy = policyOf(env);
      if (!policy.open) requireLocal(request);
      const given = request.headers.get('origin');
      if (policy.origins.has(given)) origin = given;
      if (policy.refusal) throw policy.refusal;
      requireOrigin(request, policy);
      if (request.method === 'OPTIONS') {
        requireRoute(request);
        return answerPreflight(origin);
      }

      const target = requireTarget(request, policy);
      const body = await openBody(request, policy.maxBodyBytes);
      await requireRate(request, env);
      await requireDay(env, policy.dailyCalls);
      return await forward(body, target, policy, origin);
    } catch (error) {
      if (error instanceof Refusal) return answerWith(error, origin);
      // Only the name: an error's text may quote what it failed on.
      console.error('guard failed', error?.name);
      return answerWith(new Refusal('GUARD_FAILED'), origin);
    }
  },
};
