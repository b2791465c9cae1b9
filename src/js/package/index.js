// The face that every runtime shares. The build adds the list of what core.js offers to users.
import './allows.js';
import './decisions.js';
import './inspect.js';

export { matchRoute } from './routes.js';
