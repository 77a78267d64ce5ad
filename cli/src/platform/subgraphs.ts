/** The five subgraphs, by name. */
import { audit } from "@epigraph/audit";
import type { ServiceName } from "@epigraph/authz";
import { cases } from "@epigraph/cases";
import { clinics } from "@epigraph/clinics";
import { movements } from "@epigraph/movements";
import { programs } from "@epigraph/programs";
import type { SubgraphDescription } from "@epigraph/service";

export const subgraphs: Readonly<Record<ServiceName, SubgraphDescription>> = { cases, movements, clinics, programs, audit };
