// What the package's entries export.

/** What the main entry has alone: the readers of texts, the planner and the diagnosis. */
export const ofMainEntry = [
  'UsageLog',
  'checkEnvironment',
  'diagnose',
  'maskCredentials',
  'planKey',
  'readCredential',
  'readPaste',
  'scanCalls',
  'scanText',
];

const ofBoth = [
  'Client',
  'Credential',
  'Grant',
  'catalogue',
  'checkAuthorization',
  'checkCredential',
  'matchRoute',
  'operationScope',
  'ready',
  'rpcMethod',
];

/** The names of each entry, sorted. */
export const entries = {
  'clarifai-auth': [...ofBoth, ...ofMainEntry].sort(),
  'clarifai-auth/client': ofBoth,
};
