/** What a provider is told of its own uploads, and the profiles by which its files are read. Counts and hashes: no row, nobody's data. */
import type { AgencyId, Resource } from "@epigraph/authz";
import { connectionOf, DateTime, LocalDate } from "@epigraph/service";
import { Field, Float, ID, InputType, Int, ObjectType } from "type-graphql";
import type { InboxItem } from "../inbox/types.js";

@ObjectType({ description: "Why rows of a file were not taken, and how many." })
export class UploadReason {
  item!: InboxItem;

  @Field(() => String, { nullable: true, description: "Such as `time-unreadable`; the same as over HTTP." })
  code!: string;

  @Field(() => Int, { nullable: true, description: "How many rows." })
  count!: number;

  @Field(() => String, { nullable: true, description: "What that means, in Korean." })
  meaningKo!: string | null;

  @Field(() => String, { nullable: true, description: "What that means, in English." })
  meaningEn!: string | null;
}

@ObjectType({ description: "A file that was uploaded for an entry of the own inbox: how far it is, and at its end the receipt." })
export class UploadReceipt {
  item!: InboxItem;

  @Field(() => ID, { description: "Opaque id: that of `GET /provision/<entry>/uploads/<id>`." })
  id!: string;

  @Field(() => String, { nullable: true, description: "\"open\" while it comes in or after it broke off, \"complete\" when it is stored whole." })
  state!: "open" | "complete";

  @Field(() => String, { nullable: true, description: "What the agency calls the file." })
  fileName!: string;

  @Field(() => Int, { nullable: true, description: "The version of the profile by which it is read." })
  profileVersion!: number;

  @Field(() => ID, { nullable: true, description: "The upload whose set-aside rows it corrects." })
  corrects!: string | null;

  @Field(() => ID, { nullable: true, description: "Another upload with the same content." })
  sameAs!: string | null;

  @Field(() => DateTime, { nullable: true, description: "When it began." })
  openedAt!: Date;

  @Field(() => DateTime, { nullable: true, description: "When it was complete; null until then." })
  endedAt!: Date | null;

  @Field(() => Float, { nullable: true, description: "Bytes as they were sent; null until it is complete." })
  bytes!: number | null;

  @Field(() => String, { nullable: true, description: "SHA-256 of the bytes as they were sent, in hex; null when the file came in parts." })
  fileHash!: string | null;

  @Field(() => String, { nullable: true, description: "SHA-256 of the rows in the platform's spelling, in hex; null until it is complete." })
  rowsHash!: string | null;

  @Field(() => Int, { nullable: true, description: "Rows read so far." })
  rowsRead!: number;

  @Field(() => Int, { nullable: true, description: "Of them taken." })
  rowsAccepted!: number;

  @Field(() => Int, { nullable: true, description: "Of them set aside, to be corrected." })
  rowsQuarantined!: number;

  @Field(() => Int, { nullable: true, description: "Of them outside what was approved: another person, class or time; nothing of them is kept." })
  rowsOutsideApproval!: number;

  @Field(() => Int, { nullable: true, description: "Stays that are new by it." })
  staysStored!: number;

  @Field(() => Float, { nullable: true, description: "Up to which byte of a text file that was not compressed everything is stored: how far it is, and where it may go on." })
  storedToByte!: number | null;

  @Field(() => Int, { nullable: true, description: "Rows that are set aside now and can be corrected." })
  correctableRows!: number;

  @Field(() => DateTime, { nullable: true, description: "When the first of them are deleted; null when there are none." })
  correctableUntil!: Date | null;

  @Field(() => [UploadReason], { nullable: true, description: "Why rows were not taken; at most one entry a reason." })
  reasons!: UploadReason[];
}

export const UploadReceiptConnection = connectionOf(() => UploadReceipt, "UploadReceipt");

@ObjectType({ description: "How the files of the own agency are read for one class of data: one version of it." })
export class UploadProfile {
  agency!: AgencyId;

  @Field(() => Int, { nullable: true, description: "Its number among those of the class." })
  version!: number;

  @Field(() => String, { nullable: true, description: "`telecom-location`, `card-use` or `qr-entry`." })
  dataClass!: string;

  @Field(() => LocalDate, { nullable: true, description: "The first day on which it is in force, in Asia/Seoul; of several the one with the highest number is." })
  validFrom!: string;

  @Field(() => LocalDate, { nullable: true, description: "The day from which it is not in force any more, if that was said." })
  validTo!: string | null;

  @Field(() => String, { nullable: true, description: "What its columns mean, as JSON: see docs/provision.md." })
  definition!: string;

  @Field(() => String, { nullable: true, description: "The account that registered it; null when it came otherwise." })
  registeredBy!: string | null;

  @Field(() => DateTime, { nullable: true, description: "When that was." })
  registeredAt!: Date | null;
}

export const UploadProfileConnection = connectionOf(() => UploadProfile, "UploadProfile");

@InputType({ description: "How files of the own agency are to be read for one class of data." })
export class UploadProfileInput {
  @Field(() => String, { description: "`telecom-location`, `card-use` or `qr-entry`." })
  dataClass!: string;

  @Field(() => String, { description: "What the columns mean, as JSON of at most 10,000 characters: see docs/provision.md." })
  definition!: string;

  @Field(() => LocalDate, { nullable: true, description: "The first day on which it is in force, in Asia/Seoul: today if not said." })
  validFrom?: string;
}

export const resourceOfProfile = ({ agency }: UploadProfile): Resource => ({ agency, sealed: false });
