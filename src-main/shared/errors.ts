/**
 * The one error of the product. `code` is stable and machine-readable; `message` says what was
 * expected, what was received and what to do; `status` is the HTTP status it travels with.
 */
export class LunkaError extends Error {
  override readonly name = 'LunkaError';
  readonly code: string;
  readonly status: number;

  /**
   * @param code stable, kebab-case, for programs and translations: `folder-not-found`
   * @param status HTTP status: 4xx the caller can mend it, 5xx we must
   * @param message for people: expected, received, what to do
   */
  constructor(code: string, status: number, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
    this.status = status;
  }
}

/** RFC 9457 problem details, the only shape in which an error leaves the engine. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: string;
  detail: string;
}

/** Turns anything thrown into problem details; what is not ours is reported as `internal`. */
export function toProblem(error: unknown): Problem {
  const known = error instanceof LunkaError;
  const code = known ? error.code : 'internal';
  return {
    type: `urn:lunka:problem:${code}`,
    title: code.replaceAll('-', ' '),
    status: known ? error.status : 500,
    code,
    detail: error instanceof Error ? error.message : String(error),
  };
}
