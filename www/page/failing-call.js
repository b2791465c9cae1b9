// What of a paste tells of a failing call, and why that failed. The page and the worker that reads long
// pastes both ask it.

/**
 * Diagnoses the failing call of a paste; nothing where the paste tells of none.
 *
 * @param {typeof import('clarifai-auth').diagnose} diagnose the package's, which a worker loads by its own address
 * @param {import('clarifai-auth').Evidence} evidence
 * @param {import('clarifai-auth').GrantDescription} [filled] the scopes that a person filled in
 * @returns {import('clarifai-auth').Diagnosis | undefined}
 */
export function diagnosed(diagnose, evidence, filled) {
  if (!tellsOfCall(evidence)) return undefined;
  const grant = evidence.grant ?? filled;
  for (const asked of [
    { ...evidence, grant },
    { ...evidence, grant: undefined },
  ]) {
    try {
      return told(evidence, diagnose(asked));
    } catch (error) {
      if (!['ERR_GRANT', 'ERR_CALL'].includes(error.code)) throw error;
    }
  }
  return undefined;
}

/** @param {import('clarifai-auth').Evidence} evidence */
export const tellsOfCall = ({ kind, response, error, grpcStatus, grant, request }) =>
  kind !== 'credential' && Boolean(response || error || grpcStatus || (grant && request));

/** Without a cause only what is known to be a failure is worth a word: a list of scopes is none. */
function told({ kind, grant, response }, diagnosis) {
  const isFailure = ['error', 'answer'].includes(kind) || response?.httpStatus >= 400;
  return diagnosis.causes[0].code !== 'unknown' || (isFailure && !grant) ? diagnosis : undefined;
}
