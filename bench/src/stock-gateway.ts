/** The named peer: a stock @apollo/gateway in front of the same subgraphs. It checks nothing and logs nothing; it only signs the context without which they answer nobody. */
import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import { ApolloGateway, RemoteGraphQLDataSource } from "@apollo/gateway";
import { ApolloServer } from "@apollo/server";
import { ApolloServerPluginLandingPageDisabled } from "@apollo/server/plugin/disabled";
import { expressMiddleware } from "@as-integrations/express5";
import { contextKey, contextLifetimeMs, services, sha256, signContext, type RequestContext } from "@epigraph/authz";
import { supergraphFile } from "@epigraph/cli";
import { withoutAccessDirectives } from "@epigraph/gateway";
import express from "express";

process.env["APOLLO_TELEMETRY_DISABLED"] = "true";
const claimsKey = contextKey(process.env["EPIGRAPH_CLAIMS_KEY"], "EPIGRAPH_CLAIMS_KEY");
const base = JSON.parse(process.env["BENCH_CONTEXT"] ?? "{}") as Omit<RequestContext, "audience" | "bodyHash" | "issuedAt" | "expiresAt">;

const gateway = new ApolloGateway({
  supergraphSdl: withoutAccessDirectives(readFileSync(supergraphFile, "utf8")), // it refuses to load the others
  buildService: ({ name }) => {
    const audience = services.find((service) => service === name) ?? "cases";
    const key = contextKey(process.env[`EPIGRAPH_CONTEXT_KEY_${audience.toUpperCase()}`], audience);
    return new RemoteGraphQLDataSource({
      url: `${process.env[`EPIGRAPH_SUBGRAPH_${audience.toUpperCase()}`] ?? ""}/graphql`,
      willSendRequest: ({ request }) => {
        // exactly the body that the data source will send
        const { http: _http, ...rest } = request;
        const now = Date.now();
        request.http?.headers.set("epigraph-context", signContext({ ...base, audience, bodyHash: sha256(JSON.stringify(rest)), issuedAt: now, expiresAt: now + contextLifetimeMs }, key, claimsKey));
      },
    });
  },
});
const apollo = new ApolloServer({ gateway, plugins: [ApolloServerPluginLandingPageDisabled()] });
await apollo.start();
const app = express();
app.get("/readyz", (_request, response) => void response.json({}));
app.use("/graphql", express.json(), expressMiddleware(apollo));
createServer(app).listen(Number(process.env["PORT"]), "127.0.0.1");
