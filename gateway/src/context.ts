/** What the gateway knows of one operation while it runs. */
import type { Principal, Purpose, RequestContext, ServiceName, TraceId } from "@epigraph/authz";
import type { RequestFault } from "./refusals.js";

/** Whether the operation came as far as the executor, which records it; if not, why. */
export type Fate = { ran?: boolean; refusal?: RequestFault };

export type GatewayContext = {
  readonly principal: Principal;
  readonly purpose: Purpose;
  /** The number under which the access log keeps the operation; of an answer given again, the number of the one that was executed. */
  correlation: TraceId;
  /** The client's network address, for the record only. */
  readonly address: string;
  /** Known once the document is parsed. */
  operation: RequestContext["operation"];
  /** Shared with who let the request in; the context itself is copied on its way. */
  readonly fate?: Fate;
  /** How many calls each subgraph answered. */
  calls?: Map<ServiceName, number>;
  /** For how many seconds a client may keep the answer, and for how many it was kept here. */
  kept?: { readonly maxAge: number; readonly age: number };
};
