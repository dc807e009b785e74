/** One thing that is wrong, and where. */
export class ProblemIssue {
  /**
   * JSON pointer into the body (RFC 6901).
   * @example "/Results/0/Vulnerabilities/3/PkgName"
   */
  pointer?: string;

  /** Name of the query or path parameter. */
  parameter?: string;

  /** Line in a policy file, from 1. */
  line?: number;

  /** Column in a policy file, from 1. */
  column?: number;

  message!: string;
}

/** One of several things that a request names, and why it is refused. */
export class RefusedItem {
  /** Its place in the request, from 0. */
  index!: number;

  id!: string;

  /** As a request for it alone would have it. */
  code!: string;

  detail!: string;
}

/** An error, as RFC 9457 has it. */
export class ProblemDetails {
  /**
   * Names the kind of problem.
   * @example "urn:plimsoll:problem:artifact_not_found"
   */
  type!: string;

  /** The kind of problem in words. */
  title!: string;

  /** HTTP status. */
  status!: number;

  /** What happened here, and what to do. */
  detail!: string;

  /**
   * The kind of problem for programs.
   * @example "artifact_not_found"
   */
  code!: string;

  /** The request's id, which the log has too. */
  requestId!: string;

  issues?: ProblemIssue[];

  /** Where several things are named: each that is refused. */
  errors?: RefusedItem[];
}
