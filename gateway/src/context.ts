/** What the gateway knows of one operation while it runs. */
import type { Principal, Purpose, RequestContext, TraceId } from "@epigraph/authz";

export type GatewayContext = {
  readonly principal: Principal;
  readonly purpose: Purpose;
  readonly correlation: TraceId;
  /** The client's network address, for the record only. */
  readonly address: string;
  /** Known once the document is parsed. */
  operation: RequestContext["operation"];
};
