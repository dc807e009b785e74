/** An artifact, as lists name it. */
export type NamedArtifact = { id: number; project: string; image: string; digest: string };
