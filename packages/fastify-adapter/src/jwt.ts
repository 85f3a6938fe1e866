/**
 * Authentication by JSON Web Tokens, on `jose`.
 *
 * @packageDocumentation
 */
export {
  jwtAuthenticator,
  type AsymmetricAlgorithm,
  type JwtAuthenticatorOptions,
  type JwtClaims,
} from './jwt/jwt-authenticator.ts'
