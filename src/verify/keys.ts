/** Keys beside the main one, each for rules that cannot be seen without it. */
export type KeyRole = 'otherMerchant' | 'otherMode' | 'readonly' | 'revoked';

/** The main key may do everything on one merchant's data of one mode. */
export type Keys = { readonly main: string } & { readonly [Role in KeyRole]?: string | undefined };
