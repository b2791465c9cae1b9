// Faults asked for over HTTP, and where a redirect loop runs. None of it is a path of the API.
import { Hono } from 'hono';

const maxBytes = 100_000;

/** @param {ReturnType<import('./queue.js').createFaultQueue>} faults */
export function faultRoutes(faults) {
  const app = new Hono();
  app.get('/faults', (c) => c.json({ faults: faults.list() }));
  app.delete('/faults', (c) => {
    faults.clear();
    return c.json({ faults: [] });
  });
  app.post('/faults', async (c) => {
    // A page of an unlisted origin cannot send this type without asking first, and is refused then.
    if (!/^application\/json\b/.test(c.req.header('content-type') ?? '')) {
      return c.json({ error: 'faults are sent as application/json' }, 415);
    }
    if (!(Number(c.req.header('content-length')) <= maxBytes)) {
      return c.json({ error: `faults are sent with their length, of at most ${maxBytes} bytes` }, 413);
    }
    try {
      const given = await c.req.json();
      faults.add(...(Array.isArray(given) ? given : [given]));
    } catch (error) {
      const reason = error instanceof RangeError ? error.message : 'the body is not JSON';
      return c.json({ error: reason }, 400);
    }
    return c.json({ faults: faults.list() });
  });
  app.all('/redirects/:hop', (c) => {
    const hop = (Number(c.req.param('hop')) || 0) + 1;
    return c.redirect(`/sandbox/redirects/${hop % 1e6}`, 307);
  });
  return app;
}
