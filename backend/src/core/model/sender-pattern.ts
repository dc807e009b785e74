/** A sender as `evidence.from` names them. A name with a colon needs its kind before it, so that a misspelt kind is no name. */
export const SENDER = /^(?:(?:rule|token|person):\S.{0,199}|[^\s:][^:\r\n]{0,199})$/;

/** The same, or the author of a VEX document, or the key that it is signed with, or who has signed it without one. */
export const VEX_SOURCE =
  /^(?:key:sha256:[0-9a-f]{64}|signer:\S{1,1000} issuer:https:\/\/\S{1,500}|(?:rule|token|person|author):\S.{0,199}|[^\s:][^:\r\n]{0,199})$/;
