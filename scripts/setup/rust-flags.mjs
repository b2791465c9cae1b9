/** The variable that gives cargo compiler flags: RUSTFLAGS is split at spaces, also those of a folder's name. */
export const rustFlags = (flags) => ({ CARGO_ENCODED_RUSTFLAGS: flags.join('\x1f') });
