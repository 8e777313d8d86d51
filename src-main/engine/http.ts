import { zValidator } from '@hono/zod-validator';
import type { Context as HonoContext, MiddlewareHandler, ValidationTargets } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { z } from 'zod';
import { PROJECT_HEADER } from '../shared/api/project.ts';
import { LunkaError, toProblem } from '../shared/errors.ts';

/** The one place that turns whatever was thrown into an answer. */
export function answerError(error: Error, log: (line: string) => void): Response {
  const problem =
    error instanceof HTTPException
      ? toProblem(new LunkaError('invalid-request', error.status, error.message))
      : toProblem(error);
  if (problem.status >= 500) log(error.stack ?? String(error));
  return new Response(JSON.stringify(problem), {
    status: problem.status as ContentfulStatusCode,
    headers: { 'content-type': 'application/problem+json' },
  });
}

/**
 * Refuses a body that would be read as none: validators skip what is not called JSON, and an undo of
 * one decision would become an undo of the last.
 */
export const requireJson: MiddlewareHandler = async (c, next) => {
  const type = c.req.header('content-type');
  if (c.req.method === 'POST' && c.req.raw.body !== null && !type?.includes('application/json')) {
    throw new LunkaError(
      'not-json',
      415,
      `Expected a body of content-type application/json, received ${type ?? 'none named'}.`,
    );
  }
  await next();
};

/**
 * Refuses what was meant for another project. Ids are a project's own: a label given just before
 * another tab opened another project would land on a stranger's image.
 */
export function requireProject(key: string): MiddlewareHandler {
  return async (c, next) => {
    const meant = c.req.header(PROJECT_HEADER);
    if (meant !== undefined && meant !== key) {
      throw new LunkaError(
        'other-project',
        409,
        'Expected the project that this page shows, but another one is open now. Nothing was stored; reload the page.',
      );
    }
    await next();
  };
}

/** Checks one part of a request at the door; what passes is typed from there on. */
export function valid<Target extends keyof ValidationTargets, Schema extends z.ZodType>(
  target: Target,
  schema: Schema,
) {
  return zValidator(target, schema, (result) => {
    if (!result.success) throw invalidInput(result.error);
  });
}

/** `invalid-input`, one line naming each wrong field, what was expected and what came. */
export function invalidInput(error: z.core.$ZodError): LunkaError {
  const lines = error.issues.map((issue) => {
    const where = issue.path.join('.');
    return where ? `${where}: ${issue.message}` : issue.message;
  });
  return new LunkaError('invalid-input', 400, lines.join('; '));
}

/** An id in a JSON body, where a number is a number. */
export const bodyId = z.int().positive();

/** A positive integer in a path or query. */
export const idSchema = z.coerce.number().int().positive();

/** Reads `:id` of the path. */
export function pathId(c: HonoContext): number {
  const parsed = idSchema.safeParse(c.req.param('id'));
  if (!parsed.success) {
    throw new LunkaError(
      'invalid-input',
      400,
      `Expected a positive whole number as id, received "${c.req.param('id')}".`,
    );
  }
  return parsed.data;
}

/** `not-found`, with the thing's name and id in the sentence. */
export function notFound(what: string, id: number | string): LunkaError {
  return new LunkaError('not-found', 404, `Expected an existing ${what}, received id ${id}.`);
}
