/** What is looked for, as rows. */
export type ExposureSubject =
  | {
      readonly kind: 'advisory';
      readonly names: readonly AdvisoryName[];
    }
  | {
      readonly kind: 'component';
      /** component.id */
      readonly componentIds: readonly number[];
      /** Components that may match; the stored data does not decide it. */
      readonly likeIds: readonly number[];
    };

/** advisory_alias.id and identifier. An advisory that has not been posted yet has no number. */
export type AdvisoryName = { readonly id: number | null; readonly name: string };
