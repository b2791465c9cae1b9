// The Worker in an environment where the named binding or setting fails, with the key in the error.

import guard from '../../../www/worker/worker.js';

export { DayBudget } from '../../../www/worker/worker.js';

export default {
  fetch(request, env) {
    const broken = { ...env };
    const fail = () => {
      throw new Error(`failed with ${env.CLARIFAI_KEY}`);
    };
    Object.defineProperty(broken, request.headers.get('x-broken'), {
      get: () => ({ limit: fail, idFromName: fail, toString: fail }),
    });
    return guard.fetch(request, broken);
  },
};
