// The sandbox's credentials. They are data, known to everyone, and open nothing but this sandbox.

const predictScopes = ['Apps_Get', 'Concepts_Get', 'Models_Get', 'Predict'];
const sandboxApp = { id: 'sandbox-app', userId: 'sandbox-user' };
const otherApp = { id: 'other-app', userId: 'other-user' };

/**
 * @typedef {object} SandboxKey
 * @property {string} key the credential itself
 * @property {string} name a short name for tests and printouts
 * @property {string} description the key's description, as one is given in the portal
 * @property {string} purpose what the key is good for, in a sentence
 * @property {'app_specific_key' | 'personal_access_token'} type
 * @property {string} userId the owner
 * @property {{ id: string, userId: string }} [app] the only app of an app-specific key
 * @property {string[]} scopes operation-level scopes, in the spelling of the descriptors
 * @property {string[]} endpoints endpoint-level scopes; an empty list restricts nothing
 * @property {string} [createdAt] RFC 3339
 * @property {string} [expiresAt] RFC 3339
 */

/** @type {readonly SandboxKey[]} */
export const keys = Object.freeze([
  {
    key: '5a4db0c5f00df00df00df00df00d0001',
    name: 'predict-only',
    description: 'predict only',
    purpose: 'Predicts with the models of sandbox-user/sandbox-app and does nothing else.',
    type: 'app_specific_key',
    userId: 'sandbox-user',
    app: sandboxApp,
    scopes: predictScopes,
    endpoints: [],
  },
  {
    key: '5a4db0c5f00df00df00df00df00d0002',
    name: 'search-only',
    description: 'search only',
    purpose: 'Searches sandbox-user/sandbox-app; a prediction with it lacks the scope Predict.',
    type: 'app_specific_key',
    userId: 'sandbox-user',
    app: sandboxApp,
    scopes: [
      'Annotations_Get',
      'Apps_Get',
      'Concepts_Get',
      'Inputs_Get',
      'Models_Get',
      'Search',
      'Workflows_Get',
    ],
    endpoints: [],
  },
  {
    key: '5a4db0c5f00df00df00df00df00d0003',
    name: 'all-scopes',
    description: 'all scopes',
    purpose: 'Does all that an app-specific key can do in sandbox-user/sandbox-app.',
    type: 'app_specific_key',
    userId: 'sandbox-user',
    app: sandboxApp,
    scopes: ['All'],
    endpoints: [],
  },
  {
    key: '5a4db0c5f00df00df00df00df00d0004',
    name: 'endpoint-restricted',
    description: 'predict, one endpoint',
    purpose: 'Predicts in sandbox-user/sandbox-app and may call no endpoint but PostModelOutputs.',
    type: 'app_specific_key',
    userId: 'sandbox-user',
    app: sandboxApp,
    scopes: predictScopes,
    endpoints: ['/clarifai.api.V2/PostModelOutputs'],
  },
  {
    key: '5a4db0c5f00df00df00df00df00d0005',
    name: 'expired',
    description: 'expired',
    purpose: 'Predicted in sandbox-user/sandbox-app until it expired.',
    type: 'app_specific_key',
    userId: 'sandbox-user',
    app: sandboxApp,
    scopes: predictScopes,
    endpoints: [],
    expiresAt: '2024-01-01T00:00:00Z',
  },
  {
    key: '5a4db0c5f00df00df00df00df00d0006',
    name: 'pat',
    description: 'personal access token of sandbox-user',
    purpose: 'A personal access token of sandbox-user: reaches sandbox-user/sandbox-app and clarifai/main.',
    type: 'personal_access_token',
    userId: 'sandbox-user',
    scopes: ['All'],
    endpoints: [],
  },
  {
    key: '5a4db0c5f00df00df00df00df00d0007',
    name: 'other-pat',
    description: 'personal access token of other-user',
    purpose: 'A personal access token of other-user: reaches other-user/other-app and clarifai/main.',
    type: 'personal_access_token',
    userId: 'other-user',
    scopes: ['All'],
    endpoints: [],
  },
  {
    key: '5a4db0c5f00df00df00df00df00d0008',
    name: 'other-app',
    description: 'all scopes, other app',
    purpose: 'Does all that an app-specific key can do in other-user/other-app.',
    type: 'app_specific_key',
    userId: 'other-user',
    app: otherApp,
    scopes: ['All'],
    endpoints: [],
  },
]);
