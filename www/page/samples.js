// Made-up texts to try the checker with. Written so that nobody takes the key for one.

const fake = 'c0ffee00c0ffee00c0ffee00c0ffee00';

/** @type {[string, string][]} */
export const samples = [
  ['a trailing space', `${fake} `],
  ['quotes', `"${fake}"`],
  ['a zero-width character', `${fake.slice(0, 12)}\u200b${fake.slice(12)}`],
  ['a lower-case scheme', `key ${fake}`],
  ['capital letters', fake.toUpperCase()],
  [
    'a curl command',
    `curl -X POST 'https://api.clarifai.com/v2/users/clarifai/apps/main/models/general-image-recognition/outputs' \\
  -H 'Authorization: key ${fake}' \\
  -H 'Content-Type: application/json' \\
  -d '{"inputs": [{"data": {"image": {"url": "https://samples.clarifai.com/metro-north.jpg"}}}]}'`,
  ],
  [
    'a .env file',
    `# used by the worker
CLARIFAI_USERID=northern-lights
CLARIFAI_APP_ID=pictures
CLARIFAI_PAT="${fake} "
CLARIFAI_API_BASE=https://api.clarifai.com`,
  ],
  [
    'an error',
    `Traceback (most recent call last):
  File "predict.py", line 12, in <module>
    raise Exception("Post model outputs failed, status: " + response.status.description)
Exception: Post model outputs failed, status: Invalid API key or Invalid API key/application pair
code: CONN_KEY_INVALID
details: "API key '${fake}' not found"`,
  ],
  [
    'a refused call',
    `curl -X POST 'https://api.clarifai.com/v2/users/northern-lights/apps/pictures/models/harbours/outputs' \\
  -H 'Authorization: Key ${fake}' \\
  -H 'Content-Type: application/json' \\
  -d '{"inputs": [{"data": {"image": {"url": "https://samples.clarifai.com/metro-north.jpg"}}}]}'

{"status": {"code": 11007, "description": "API key has insufficient scopes", "details": "The API key does not have the scopes that this call requires."}}`,
  ],
  [
    'a browser’s “Failed to fetch”',
    `Access to fetch at 'https://api.clarifai.com/v2/users/clarifai/apps/main/models/general-image-recognition/outputs' from origin 'http://localhost:3000' has been blocked by CORS policy: Response to preflight request doesn't pass access control check: No 'Access-Control-Allow-Origin' header is present on the requested resource.
Uncaught (in promise) TypeError: Failed to fetch
    at predict (app.js:14:26)`,
  ],
];
