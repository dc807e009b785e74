export function acceptingPolicyFile(settings?: { readonly vexFrom?: readonly string[] }): string;
