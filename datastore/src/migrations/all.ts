/** Every migration, in the order in which it runs. */
import { AgenciesAndReferrals1700000000010 } from "./0010-agencies-and-referrals.js";
import { ClaimsAndReferrals1700000000013 } from "./0013-claims-and-referrals.js";
import { Cases1700000000002 } from "./0002-cases.js";
import { FindingsAndResolutions1700000000017 } from "./0017-findings-and-resolutions.js";
import { Identity1700000000009 } from "./0009-identity.js";
import { LiveFindings1700000000019 } from "./0019-live-findings.js";
import { Log1700000000016 } from "./0016-log.js";
import { Ledger1700000000006 } from "./0006-ledger.js";
import { Milliseconds1700000000015 } from "./0015-milliseconds.js";
import { Movements1700000000003 } from "./0003-movements.js";
import { Permission1700000000004 } from "./0004-permission.js";
import { Oversight1700000000014 } from "./0014-oversight.js";
import { PublicRole1700000000011 } from "./0011-public-role.js";
import { PublicServices1700000000005 } from "./0005-public-services.js";
import { Regions1700000000007 } from "./0007-regions.js";
import { Reports1700000000018 } from "./0018-reports.js";
import { RowSecurity1700000000008 } from "./0008-row-security.js";
import { Schemas1700000000001 } from "./0001-schemas.js";
import { SecurityNotes1700000000012 } from "./0012-security-notes.js";

export const migrations = [Schemas1700000000001, Cases1700000000002, Movements1700000000003, Permission1700000000004, PublicServices1700000000005, Ledger1700000000006, Regions1700000000007, RowSecurity1700000000008, Identity1700000000009, AgenciesAndReferrals1700000000010, PublicRole1700000000011, SecurityNotes1700000000012, ClaimsAndReferrals1700000000013, Oversight1700000000014, Milliseconds1700000000015, Log1700000000016, FindingsAndResolutions1700000000017, Reports1700000000018, LiveFindings1700000000019] as const;
