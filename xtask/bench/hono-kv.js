// Hono, tokens in KV.
import { worker } from "./check.js";

export default worker((env, digest) => env.TOKENS.get(digest, "json"));
