export function acceptingPolicyFile(): string;
