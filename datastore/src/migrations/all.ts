/** Every migration, in the order in which it runs. */
import { Cases1700000000002 } from "./0002-cases.js";
import { Ledger1700000000006 } from "./0006-ledger.js";
import { Movements1700000000003 } from "./0003-movements.js";
import { Permission1700000000004 } from "./0004-permission.js";
import { PublicServices1700000000005 } from "./0005-public-services.js";
import { Regions1700000000007 } from "./0007-regions.js";
import { Schemas1700000000001 } from "./0001-schemas.js";

export const migrations = [Schemas1700000000001, Cases1700000000002, Movements1700000000003, Permission1700000000004, PublicServices1700000000005, Ledger1700000000006, Regions1700000000007] as const;
