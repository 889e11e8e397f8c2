import type { Request, Response } from 'express';
import { required, type Step } from '../exchange.ts';
import type { RequestValidator } from '../request-validator.ts';

/** Holds parameters and body against the spec, and reads a number above its clamp as the clamp. */
export function validate(validator: RequestValidator): Step {
  return async (exchange, request: Request, response: Response) => {
    const operation = required(exchange.operation, 'route');
    await validator.validate(operation, request, response);
    const query = request.query as Record<string, unknown>;
    for (const { name, schema } of operation.parameters) {
      const most = schema['x-clamp'];
      if (most !== undefined && Number(query[name]) > most) query[name] = most;
    }
  };
}
