/** Every migration, in the order in which it runs. */
import { Schemas1700000000001 } from "./0001-schemas.js";
import { Cases1700000000002 } from "./0002-cases.js";
import { Movements1700000000003 } from "./0003-movements.js";
import { Permission1700000000004 } from "./0004-permission.js";
import { PublicServices1700000000005 } from "./0005-public-services.js";
import { Ledger1700000000006 } from "./0006-ledger.js";
import { Regions1700000000007 } from "./0007-regions.js";
import { RowSecurity1700000000008 } from "./0008-row-security.js";
import { Identity1700000000009 } from "./0009-identity.js";
import { AgenciesAndReferrals1700000000010 } from "./0010-agencies-and-referrals.js";
import { PublicRole1700000000011 } from "./0011-public-role.js";
import { SecurityNotes1700000000012 } from "./0012-security-notes.js";
import { ClaimsAndReferrals1700000000013 } from "./0013-claims-and-referrals.js";
import { Oversight1700000000014 } from "./0014-oversight.js";
import { Milliseconds1700000000015 } from "./0015-milliseconds.js";
import { Log1700000000016 } from "./0016-log.js";
import { FindingsAndResolutions1700000000017 } from "./0017-findings-and-resolutions.js";
import { Reports1700000000018 } from "./0018-reports.js";
import { LiveFindings1700000000019 } from "./0019-live-findings.js";
import { IdentityApart1700000000020 } from "./0020-identity-apart.js";
import { CaseWork1700000000021 } from "./0021-case-work.js";
import { FollowUp1700000000022 } from "./0022-follow-up.js";
import { InformationRequests1700000000023 } from "./0023-information-requests.js";
import { Provision1700000000024 } from "./0024-provision.js";
import { Jobs1700000000025 } from "./0025-jobs.js";
import { Purges1700000000026 } from "./0026-purges.js";
import { EmergencyAccess1700000000027 } from "./0027-emergency-access.js";
import { Purge1700000000028 } from "./0028-purge.js";
import { AgenciesAndUploads1700000000029 } from "./0029-agencies-and-uploads.js";
import { LiveInboxAndUpkeep1700000000030 } from "./0030-live-inbox-and-upkeep.js";
import { RosterReading1700000000031 } from "./0031-roster-reading.js";
import { WhatAProvisionTells1700000000032 } from "./0032-what-a-provision-tells.js";
import { IndexOfPlaces1700000000033 } from "./0033-index-of-places.js";

export const migrations = [
  Schemas1700000000001,
  Cases1700000000002,
  Movements1700000000003,
  Permission1700000000004,
  PublicServices1700000000005,
  Ledger1700000000006,
  Regions1700000000007,
  RowSecurity1700000000008,
  Identity1700000000009,
  AgenciesAndReferrals1700000000010,
  PublicRole1700000000011,
  SecurityNotes1700000000012,
  ClaimsAndReferrals1700000000013,
  Oversight1700000000014,
  Milliseconds1700000000015,
  Log1700000000016,
  FindingsAndResolutions1700000000017,
  Reports1700000000018,
  LiveFindings1700000000019,
  IdentityApart1700000000020,
  CaseWork1700000000021,
  FollowUp1700000000022,
  InformationRequests1700000000023,
  Provision1700000000024,
  Jobs1700000000025,
  Purges1700000000026,
  EmergencyAccess1700000000027,
  Purge1700000000028,
  AgenciesAndUploads1700000000029,
  LiveInboxAndUpkeep1700000000030,
  RosterReading1700000000031,
  WhatAProvisionTells1700000000032,
  IndexOfPlaces1700000000033,
] as const;
