/** What is looked for, as rows. */
export type ExposureSubject =
  | {
      readonly kind: 'advisory';
      /** advisory_alias.id and identifier of each of its names. */
      readonly names: readonly AdvisoryName[];
    }
  | {
      readonly kind: 'component';
      /** component.id */
      readonly componentIds: readonly number[];
      /** Components that may be it: nobody can tell from what is known of them. */
      readonly likeIds: readonly number[];
    };

export type AdvisoryName = { readonly id: number; readonly name: string };
