/** Bytes of a frame, in both directions (API Gateway). */
export const MAX_FRAME_BYTES = 32 * 1024;

/** Bytes of an `error` frame, as the API says. */
export const MAX_ERROR_FRAME_BYTES = 4 * 1024;
