/** The scalars that the schemas share. */
import { GraphQLDateTimeISO, GraphQLLocalDate } from "graphql-scalars";

/** A calendar day in Asia/Seoul, `YYYY-MM-DD`. */
export const LocalDate = GraphQLLocalDate;
/** A moment, ISO 8601 in UTC. */
export const DateTime = GraphQLDateTimeISO;
