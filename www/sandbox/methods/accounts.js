// Users, their apps, and what a credential may do.
import { labelOf } from '../facts.js';
import { pageOf } from '../pages.js';
import { appAnswer, appsOf, findApp, userAnswer } from '../world.js';
import { ok, requireOwner } from './answer.js';

const scopesAnswer = ({ scopes, endpoints }) => ({ scopes: scopes.map(labelOf), endpoints: [...endpoints] });

/** @type {Record<string, (call: object) => object>} */
export const accountMethods = {
  MyScopes: ({ key, place }) =>
    ok({ ...scopesAnswer(key), app: appAnswer(findApp(place.userId, place.appId)) }),
  MyScopesUser: (call) => {
    requireOwner(call);
    return ok(scopesAnswer(call.key));
  },
  MyScopesRoot: ({ key }) => ok(scopesAnswer(key)),
  GetUser: ({ place }) => ok({ user: userAnswer(place.userId) }),
  ListApps: ({ key, place, query }) =>
    ok({ apps: pageOf(appsOf(place.userId ?? key.userId), query).map(appAnswer) }),
  GetApp: ({ place }) => ok({ app: appAnswer(findApp(place.userId, place.appId)) }),
};
