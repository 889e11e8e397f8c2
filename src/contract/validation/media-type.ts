/** Returns the media type of a Content-Type header without its parameters; media types ignore case (RFC 9110 8.3.1). */
export function mediaTypeOf(contentType: string | undefined): string | undefined {
  return contentType?.split(';')[0]?.trim().toLowerCase();
}
