// How much the Worker lets through: so many calls a minute from one address, so many a day from all.
// Where a count cannot be had, nothing is let through.

import { DurableObject } from 'cloudflare:workers';
import { Refusal } from './answers.js';
import { visitorKey } from './visitor.js';

const DAY_MS = 86_400_000;
/** The `period` of the RATE_LIMIT binding in wrangler.toml: the binding does not tell it. */
export const RATE_PERIOD_SECONDS = 60;

/** Counts the calls of the current UTC day: one object for all, so no call is lost or counted twice. */
export class DayBudget extends DurableObject {
  constructor(ctx, env) {
    super(ctx, env);
    ctx.storage.sql.exec('CREATE TABLE IF NOT EXISTS days (day INTEGER PRIMARY KEY, calls INTEGER NOT NULL)');
  }

  /** Takes one call out of the day's `limit`; false where none is left. */
  reserve(limit, now = Date.now()) {
    if (limit < 1) return false;
    const { sql } = this.ctx.storage;
    const day = Math.floor(now / DAY_MS);
    sql.exec('DELETE FROM days WHERE day < ?', day);
    const taken = sql.exec(
      `INSERT INTO days (day, calls) VALUES (?, 1)
       ON CONFLICT (day) DO UPDATE SET calls = calls + 1 WHERE calls < ? RETURNING calls`,
      day,
      limit,
    );
    return taken.toArray().length === 1;
  }
}

/**
 * @param {Request} request
 * @param {{ RATE_LIMIT: { limit(options: { key: string }): Promise<{ success: boolean }> } }} env
 */
export async function requireRate(request, env) {
  const key = visitorKey(request.headers.get('cf-connecting-ip'));
  const { success } = await counted(() => env.RATE_LIMIT.limit({ key }));
  if (success !== true) {
    throw new Refusal('GUARD_RATE', { headers: { 'retry-after': String(RATE_PERIOD_SECONDS) } });
  }
}

/** Reserves one of the day's calls before it is made: a call that fails later stays spent. */
export async function requireDay(env, dailyCalls) {
  const reserved = await counted(() => env.DAY.get(env.DAY.idFromName('calls')).reserve(dailyCalls));
  if (reserved === true) return;
  const seconds = Math.ceil((DAY_MS - (Date.now() % DAY_MS)) / 1000);
  throw new Refusal('GUARD_DAY', { headers: { 'retry-after': String(seconds) } });
}

async function counted(count) {
  try {
    return await count();
  } catch {
    throw new Refusal('GUARD_LIMITS_UNAVAILABLE', { headers: { 'retry-after': '30' } });
  }
}
