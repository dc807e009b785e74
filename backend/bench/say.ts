/** Tells the person at the terminal what is being done. stdout is for the figures. */
export type Say = (text: string) => void;
