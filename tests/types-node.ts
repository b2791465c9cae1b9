// Type-checked without the library of browsers, as a program for Node is; never run.
import { checkEnvironment, Grant, ready } from 'clarifai-auth';

interface Env {
  CLARIFAI_PAT: string;
  KV: { get(name: string): unknown };
}
declare const env: Env;
declare const userId: string | undefined;
void [checkEnvironment(env), ready, new Grant({ scopes: [], app: { id: 'a', userId } })];
