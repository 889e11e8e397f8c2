import type { ErrorRequestHandler } from 'express';

/**
 * Answers what went wrong while a page was made, without a word of the error itself.
 *
 * @param onError hears of what was nobody's plan.
 */
export function answerPageError(onError: (error: unknown) => void): ErrorRequestHandler {
  // Express knows it by its four parameters.
  return (error, _request, response, _next) => {
    const status = Number((error as { status?: unknown }).status);
    const isTheirs = status >= 400 && status < 500;
    if (!isTheirs) onError(error);
    if (response.headersSent) {
      response.destroy();
      return;
    }
    response
      .status(isTheirs ? status : 500)
      .type('text')
      .send(
        isTheirs ? 'This cannot be read. Go back and try again.' : 'Something went wrong here. Try again.',
      );
  };
}
