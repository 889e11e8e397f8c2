/** The roles of the additional keys. Some rules need one of them. */
export type KeyRole = 'otherMerchant' | 'otherMode' | 'readonly' | 'revoked';

/** The API keys of a run. The main key has every scope for one merchant in one mode. */
export type Keys = { readonly main: string } & { readonly [Role in KeyRole]?: string | undefined };
