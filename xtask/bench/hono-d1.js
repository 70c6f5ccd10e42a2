// Hono, tokens in D1.
import { worker } from "./check.js";

export default worker((env, digest) => env.DB.prepare("SELECT * FROM token WHERE digest = ?").bind(digest).first());
