import type { ErrorRequestHandler } from 'express';

/**
 * Responds to an error of a page with a sentence that contains nothing of the error.
 *
 * @param onError receives the errors that the client did not cause.
 */
export function answerPageError(onError: (error: unknown) => void): ErrorRequestHandler {
  // Express recognises an error handler by its four parameters.
  return (error, _request, response, _next) => {
    const status = Number((error as { status?: unknown }).status);
    const isClientError = status >= 400 && status < 500;
    if (!isClientError) onError(error);
    if (response.headersSent) {
      response.destroy();
      return;
    }
    response
      .status(isClientError ? status : 500)
      .type('text')
      .send(
        isClientError
          ? 'The server cannot read this request. Go back and try again.'
          : 'The server could not create this page. Try again.',
      );
  };
}
