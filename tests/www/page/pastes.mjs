// What people paste into the checker, and how a test does it.

import { assertWithoutKey, canary } from './browser.mjs';

export const outputs = 'https://api.clarifai.com/v2/users/me/apps/mine/models/general/outputs';
export const curl = `curl -X POST '${outputs}' \\\n  -H 'Authorization: key "${canary}"' \\\n  -d '{"inputs":[]}'`;
export const env = `# settings\r\nCLARIFAI_USERID=me\r\nCLARIFAI_API_KEY="${canary} "\r\nVITE_CLARIFAI_PAT=${canary}\r\n`;
export const refusal = `{"status":{"code":11009,"description":"API key not found","details":"API key '${canary}' not found"}}`;
export const http = `POST /v2/models/general/outputs HTTP/1.1\nHost: api.clarifai.com\nAuthorization: Bearer ${canary}\n\n{"inputs":[]}\n\nHTTP/1.1 401 Unauthorized\nContent-Type: application/json\n\n${refusal}`;
export const har = JSON.stringify({
  log: {
    entries: [
      {
        request: {
          method: 'POST',
          url: outputs,
          headers: [{ name: 'Authorization', value: `Key "${canary}"` }],
        },
        response: { status: 401, headers: [], content: { text: refusal } },
      },
    ],
  },
});
export const scopes = JSON.stringify({
  status: { code: 10000, description: 'Ok' },
  scopes: ['Predict', 'Models:Get'],
  endpoints: [],
  app: { id: 'mine', user_id: 'me' },
});
export const trace = `Traceback (most recent call last):\n  File "x.py", line 3\nException: failed: code: CONN_KEY_NOT_FOUND\ndescription: "Invalid API key"\ndetails: "API key '${canary}' not found"`;

/**
 * Pastes as a browser does: the event first, then, unless it was taken, the text and an input event.
 * `ticked` is a scope that is ticked before the page has read the text.
 */
export const startPaste = (page, text, ticked) =>
  page.evaluate(
    ([pasted, scope]) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', pasted);
      const field = document.getElementById('credential');
      document.querySelector('.verdict')?.remove();
      const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
      if (field.dispatchEvent(event)) {
        field.value = pasted;
        field.dispatchEvent(new InputEvent('input', { inputType: 'insertFromPaste' }));
      }
      if (scope === undefined) return;
      if (document.querySelector('.verdict')) throw new Error('it is read already');
      document.querySelector(`.chip input[value="${scope}"]`).click();
    },
    [text, ticked],
  );

/** Pastes, and waits until the page tells what it has read. */
export async function paste(page, text) {
  await startPaste(page, text);
  await page.locator('.verdict').waitFor({ timeout: 40_000 });
}

/** Everything but the field's own value and what Show was pressed for. */
export async function assertHidden(page, where) {
  const seen = await page.evaluate(() => [
    document.documentElement.outerHTML,
    document.body.innerText,
    document.body.textContent.replaceAll(/\s/g, ''),
    location.href,
    JSON.stringify({ ...localStorage, ...sessionStorage }),
  ]);
  for (const each of seen) assertWithoutKey(each, where);
}
