// `matchRoute` beside two routers that hold the same rules, over one request for each rule.
import assert from 'node:assert/strict';
import findMyWay from 'find-my-way';
import { RegExpRouter } from 'hono/router/reg-exp-router';
import { SmartRouter } from 'hono/router/smart-router';
import { TrieRouter } from 'hono/router/trie-router';
import { matchRoute } from '../pkg/node.js';
import { rules } from './names.mjs';
import { print, time } from './table.mjs';

const smart = new SmartRouter({ routers: [new RegExpRouter(), new TrieRouter()] });
const find = findMyWay();
let refused = 0;
for (const { rpc, verb, pattern } of rules) {
  smart.add(verb, pattern, rpc);
  try {
    find.on(verb, pattern, () => {}, { rpc });
  } catch {
    refused += 1; // The API declares some rules twice, which this router does not take.
  }
}
for (const { verb, path, rpc } of rules) {
  assert.ok(
    matchRoute(verb, path).some((route) => route.rpc === rpc),
    `${verb} ${path}`,
  );
  assert.ok(smart.match(verb, path)[0].length > 0, `hono: ${verb} ${path}`);
  assert.ok(find.find(verb, path), `find-my-way: ${verb} ${path}`);
}

const forAll = (match) => () => {
  for (const { verb, path } of rules) match(verb, path);
};
print(
  `one route among ${rules.length} (find-my-way holds ${rules.length - refused})`,
  [
    ['clarifai-auth: matchRoute(verb, path)', await time(forAll(matchRoute), rules.length)],
    [
      `hono ${smart.activeRouter.name}`,
      await time(
        forAll((verb, path) => smart.match(verb, path)),
        rules.length,
      ),
    ],
    [
      'find-my-way',
      await time(
        forAll((verb, path) => find.find(verb, path)),
        rules.length,
      ),
    ],
  ],
  "half of hono's",
);
