// A real provider of OpenID Connect (oidc-provider) for tests: whoever types a name is that person.
// node provider.mjs MODULES PORT CLIENT_SITE…

import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [modules, port, ...sites] = process.argv.slice(2);
const { Provider } = await import(pathToFileURL(join(modules, "oidc-provider", "lib", "index.js")));
const provider = new Provider(`http://localhost:${port}`, {
  clients: [
    {
      client_id: "luoshi",
      client_secret: "of-tests-alone-which-is-no-secret",
      redirect_uris: sites.map((one) => `${one}/account/identity/back`),
      post_logout_redirect_uris: sites.map((one) => `${one}/account/login/`),
    },
  ],
  claims: { openid: ["sub"], profile: ["preferred_username"], email: ["email", "email_verified"] },
  pkce: { required: () => true },
  findAccount: (_context, id) => ({
    accountId: id,
    claims: async () => ({
      sub: id,
      preferred_username: id,
      email: id,
      email_verified: id.startsWith("good"),
    }),
  }),
});
provider.listen(Number(port), () => process.stdout.write("listening\n"));
