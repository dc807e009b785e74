/** A port on which nothing listens, on any address of this machine. */
export function freePort(): Promise<number>;
