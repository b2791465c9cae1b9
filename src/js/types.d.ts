/** Who may call an RPC method. */
export type AuthType = 'NoAuth' | 'KeyAuth' | 'PATAuth' | 'SessionTokenAuth' | 'AdminAuth';
export type KeyType = 'app_specific_key' | 'personal_access_token';
/** Where a request goes: the REST API, a gRPC channel, the OpenAI-compatible or the MCP surface. */
export type RequestTarget = 'rest' | 'grpc' | 'openai' | 'mcp';

/** What every thrown error and every rejection is: a type to cast to, no class. `code` tells them apart. */
export interface ClarifaiAuthError extends Error {
  code: 'ERR_NOT_READY' | 'ERR_FREED' | 'ERR_CREDENTIAL' | 'ERR_GRANT' | 'ERR_CALL' | (string & {});
  findings?: Finding[];
  /** Why a call failed. */
  diagnosis?: Diagnosis;
  /** The API's answer, where one came. */
  answer?: unknown;
  /** The HTTP status of the answer, where one came. */
  httpStatus?: number;
  /** What the runtime threw, where the network failed or the call was aborted. */
  cause?: unknown;
  /** Why `call` was not sent: what the grant lacks. */
  decision?: Decision;
  /** A key that was made and that nobody else holds. */
  created?: Credential;
}

/** Something noticed in a text that a user gave. */
export interface Finding {
  code: FindingCode;
  severity: 'error' | 'warning' | 'hint';
  /** What and where. */
  message: string;
  /** What to do, one imperative sentence. */
  fix: string;
  /** UTF-16 offsets into the text given. */
  span?: { start: number; end: number };
}

export type CredentialShape =
  | 'key'
  | 'key-like'
  | 'public-id'
  | 'legacy-pair'
  | 'legacy-token'
  | 'session-token'
  | 'foreign'
  | 'placeholder'
  | 'empty'
  | 'unknown';

export interface CredentialReport {
  /** It may be sent exactly as given. */
  ok: boolean;
  /** Of the text, or of its repair where there is exactly one. */
  shape: CredentialShape;
  /** Exactly one repair changes the text into something that can be sent. */
  repairable: boolean;
  vendor?: string;
  /** Characters, after the repair where there is one. */
  length: number;
  findings: Finding[];
}

/** What an `Authorization` value is to the server it is sent to. */
export interface AuthorizationReport {
  /** Exactly the documented form for the target. */
  ok: boolean;
  /** The scheme word as it stands there; empty where there is none, or one that nobody uses. */
  scheme: string;
  findings: Finding[];
}

/** One call of the API's service. */
export interface RpcMethod {
  name: RpcName;
  /** As endpoint-level scopes spell it: '/clarifai.api.V2/PostModelOutputs'. */
  endpoint: string;
  authType: AuthType;
  /** What every call demands (`cl_depending_scopes`). */
  requiredScopes: ScopeName[];
  httpRules: { verb: string; template: string }[];
  streaming: 'none' | 'client' | 'server' | 'both';
}

/** A right to act on a type of resource. */
export interface OperationScope {
  /** 'Inputs_Get' */
  name: ScopeName;
  /** 'Inputs:Get' */
  label: string;
  exposed: boolean;
  deprecated: boolean;
  /** Advised beside it (`clarifai_depending_scopes`); the server does not enforce them. */
  prerequisites: ScopeName[];
  requiredBy: RpcName[];
}

export interface Catalogue {
  /** The release of `clarifai-grpc` that it was read from. */
  version: string;
  rpcMethods: RpcMethod[];
  scopes: OperationScope[];
}

export interface RouteMatch {
  rpc: RpcName;
  template: string;
  parameters: Record<string, string>;
}

export interface GrantDescription {
  /** Absent: judged as an app-specific key. */
  keyType?: KeyType | undefined;
  /** 'Inputs_Get', 'Inputs:Get', any case. */
  scopes: string[];
  /** Empty or absent: no endpoint restriction, unless `endpointsRestricted`. */
  endpoints?: string[] | undefined;
  /** Only `endpoints` may be called, even where there are none. */
  endpointsRestricted?: boolean | undefined;
  app?: { id: string; userId?: string | undefined } | undefined;
  /** RFC 3339 */
  expiresAt?: string | undefined;
}

/** A call: an RPC name (short or fully qualified), or a request. */
export type Call =
  | string
  | { rpc: string; userId?: string | undefined; appId?: string | undefined; body?: unknown }
  | { verb: string; url: string; userId?: string | undefined; appId?: string | undefined; body?: unknown };

export type Reason =
  | { code: 'missing-scopes'; scopes: ScopeName[] }
  | { code: 'endpoint-not-listed'; endpoint: string }
  | { code: 'needs-personal-access-token' }
  | { code: 'needs-session-token' }
  | { code: 'needs-admin' }
  | { code: 'other-app'; expected: string; found: string }
  | { code: 'user-app-id-missing' }
  | { code: 'expired'; at: string };

/** What a decision leaves open. */
export interface Caveat {
  code: 'checked-deeper' | 'enforcement-unknown' | 'may-be-redacted' | 'conditional-scopes' | (string & {});
  message: string;
  /** 'may-be-redacted': Get scopes of what the answer may lack. 'conditional-scopes': what the body needs. */
  scopes?: ScopeName[];
  /** 'may-be-redacted': paths of fields, such as 'outputs.data.concepts'. */
  fields?: string[];
}

/**
 * Where several RPC methods serve the request, `rpc` is the first, `candidates` are all, and the
 * decision is the strictest: the union of their reasons.
 */
export type Decision =
  | { type: 'allow'; rpc: RpcName; candidates?: RpcName[]; caveats: Caveat[] }
  | {
      type: 'reject';
      rpc: RpcName;
      candidates?: RpcName[];
      reasons: Reason[];
      missingScopes: ScopeName[];
      missingEndpoint?: string;
      remedies: { action: string; cost: 'same-key' | 'wider-key' | 'other-key-type' }[];
      caveats: Caveat[];
    }
  /** Only under `rule: 'documented'`: these fields are left out of the answer. */
  | {
      type: 'redact';
      rpc: RpcName;
      candidates?: RpcName[];
      missingScopes: ScopeName[];
      fields: string[];
      caveats: Caveat[];
    }
  | { type: 'unknown'; what: 'rpc' | 'route'; given: string; closest?: string };

export interface EvaluateOptions {
  /**
   * 'declared', the default: every declared requirement is enforced, as today. 'documented': the rule of
   * the documentation of 2020, where a missing Get scope of a small part of the answer redacts that part.
   */
  rule?: 'declared' | 'documented' | undefined;
  /** RFC 3339; default: the system clock. */
  now?: string | undefined;
}

/** `relation` is of this grant to the other; `gained` and `lost` are what the other can call more and less. */
export interface Comparison {
  relation: 'equal' | 'narrower' | 'wider' | 'overlapping' | 'disjoint';
  gained: RpcName[];
  lost: RpcName[];
}

export interface Cause {
  code: CauseCode;
  /** 'certain': the evidence proves it. 'possible': one of several that fit. */
  certainty: 'certain' | 'likely' | 'possible';
  title: string;
  /** As it was given, credentials masked. */
  evidence: string[];
  /** One imperative sentence. */
  remedy: string;
}

export interface Diagnosis {
  /** The most probable first; never empty. */
  causes: Cause[];
  /** The seven things to check, in this order. */
  checklist: {
    item: 'key' | 'environment' | 'limits' | 'activation' | 'permissions' | 'header' | 'endpoint';
    state: 'ok' | 'problem' | 'not-checked';
    note: string;
  }[];
  /** The status of the answer; where it has none of its own, that of the part that failed. */
  status?: { code: number; name?: string; description?: string };
  /** Present where trying again can help. */
  retryAfterSeconds?: number;
}

export type PredictInput =
  | { imageUrl: string }
  | { imageBytes: Uint8Array | ArrayBuffer | Blob }
  | { imageBase64: string }
  | { text: string }
  | { videoUrl: string }
  | { audioUrl: string };

export interface ClientOptions {
  credential: Credential | string;
  userId?: string | undefined;
  appId?: string | undefined;
  /** Default: 'https://api.clarifai.com'. Plain http only for this machine. */
  baseUrl?: string | undefined;
  /** Milliseconds until an attempt is given up; default: 30000. */
  timeoutMs?: number | undefined;
  /** How often a request that failed for a moment is sent again: 0 to 10; default: 3. */
  retries?: number | undefined;
}

/** A model or a workflow: its id, or that with its version and owner. */
export type ResourceId =
  | string
  | { id: string; versionId?: string | undefined; userId?: string | undefined; appId?: string | undefined };

export interface Abortable {
  signal?: AbortSignal | undefined;
}

export interface PredictOptions extends Abortable {
  model: ResourceId;
  /** At least one; 64 MB in all. */
  inputs: PredictInput[];
  /** 1 to 200; the API's default is 20. */
  maxConcepts?: number | undefined;
  /** 0 to 1. */
  minValue?: number | undefined;
  selectConcepts?: string[] | undefined;
  /** Told after each request; what it throws is passed over. */
  onProgress?: ((done: number, total: number) => void) | undefined;
}

export interface PredictWorkflowOptions extends Abortable {
  workflow: ResourceId;
  /** At least one; 64 MB in all. */
  inputs: PredictInput[];
  /** Told after each request; what it throws is passed over. */
  onProgress?: ((done: number, total: number) => void) | undefined;
}

export interface CallOptions extends Abortable {
  /** What stands in the path, by the template's names; `user_id` and `app_id` default to the client's. */
  parameters?: Record<string, string> | undefined;
  query?: Record<string, string> | undefined;
  body?: unknown;
  /** Judges the call before it is sent. */
  grant?: Grant | undefined;
}

/** What the API's answer to a probe proves. */
export type Verdict =
  | { type: 'live'; grant: GrantDescription; user?: string }
  /** The API knows it and refuses the probe alone. */
  | { type: 'live-but-narrow'; evidence: string }
  | { type: 'dead'; evidence: string }
  | { type: 'unknown'; evidence: string };

export interface ListedKey {
  credential: Credential;
  description: string;
  grant: GrantDescription;
  /** RFC 3339 */
  createdAt?: string;
}

/** What `createKey` reads of a plan. */
export interface PlannedKey {
  request: { verb: string; path: string; body: unknown };
}

export interface RotateOptions extends Abortable {
  /** Stores the new key. It is deleted again where this rejects. */
  onCreated: (created: Credential) => Promise<void> | void;
  /** Leaves the old key in force. */
  keepOld?: boolean | undefined;
}

export interface Concept {
  id: string;
  name: string;
  value: number;
}

export interface Prediction {
  /** One for each input, in order. */
  outputs: {
    id: string;
    ok: boolean;
    /** `details` say more of what failed, where the API does. */
    status: { code: number; description: string; details?: string };
    concepts: Concept[];
    regions: unknown[];
    raw: unknown;
    /** Where the whole request failed, `raw` being null: what it would have rejected with. */
    error?: ClarifaiAuthError;
  }[];
  /** The answer; of several requests a list of them, null for one that failed. */
  raw: unknown;
}
