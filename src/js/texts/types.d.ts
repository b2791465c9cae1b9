/** A place in a text where a credential seems to stand. */
export interface Leak {
  kind: 'key' | 'session-token';
  /** Never certain: many things have 32 hexadecimal characters, and examples are as regular as no key is. */
  certainty: 'likely' | 'possible';
  /** What told it from other texts of the same shape. */
  context: LeakContext;
  /** UTF-16 offsets of the credential's own characters. */
  span: { start: number; end: number };
  /** The first is 1. */
  line: number;
  /** In UTF-16 units; the first is 1. */
  column: number;
  /** What `fingerprint` of a `Credential` gives for it. */
  fingerprint: string;
}

/** The closed list of what makes a text a leak. */
export type LeakContext =
  | 'authorization-header'
  | 'session-token'
  | 'variable'
  | 'sdk-argument'
  | 'url-path'
  | 'key-listing'
  | 'error-text'
  | 'near-clarifai';

/** Something noticed in an environment. */
export interface EnvironmentFinding extends Finding {
  /** The variable that it is about, as its name is written. */
  variable?: string;
  /** The line of the text, from 1. `span` is then of the whole text; for a map, of the variable's value. */
  line?: number;
  /** The name that the variable should have, or that of one that is missing. */
  expected?: string;
}

export interface EnvironmentReport {
  /** A credential stands under a name that programs read, can be sent as they get it, and no finding is an error. */
  ok: boolean;
  /** The name that the credential was found under. */
  variable?: string;
  /** What the name says of the credential. */
  keyType?: KeyType;
  userId?: string;
  appId?: string;
  apiBase?: string;
  /** In order of the text; what has no line stands last. */
  findings: EnvironmentFinding[];
}

/** What a paste says about a call: the ground of a diagnosis. */
export interface Evidence {
  /** What `readPaste` recognised. */
  kind?: PasteKind;
  /** The text in the credential's position, without the scheme word and the one space behind it; or the mark that `readPaste` left in its place, with what stands around it. */
  credential?: string;
  /** Of that text as it was pasted. */
  credentialReport?: CredentialReport;
  /** A text or a map of variables. */
  environment?: string | Record<string, string | undefined>;
  /** The value of the `Authorization` header. */
  authorization?: string;
  request?: {
    verb?: string;
    url?: string;
    headers?: Record<string, string | string[]>;
    /** Parsed where it is JSON; an integer that a number cannot hold exactly is a text. */
    body?: unknown;
  };
  response?: {
    httpStatus?: number;
    headers?: Record<string, string | string[]>;
    /** Parsed where it is JSON; an integer that a number cannot hold exactly is a text. */
    body?: unknown;
  };
  /** What the program caught: 'TypeError: Failed to fetch', a gRPC text. */
  error?: string;
  grant?: GrantDescription;
  /** RFC 3339 */
  keyCreatedAt?: string;
}
