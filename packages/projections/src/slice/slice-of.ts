/** The most slices a projection may have. */
export const mostSlices = 256

/**
 * The slice of a key: from 0, the same on every machine and in every version of this library. FNV-1a over the key's UTF-16
 * units, spread by a final mix so that keys that differ in their last sign only fall into different slices.
 */
export function sliceOf(key: string, slices: number): number {
  if (slices === 1) return 0
  let hash = 0x81_1c_9d_c5
  for (let index = 0; index < key.length; index += 1) {
    hash = Math.imul(hash ^ key.charCodeAt(index), 0x01_00_01_93)
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85_eb_ca_6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2_b2_ae_35)
  return ((hash ^ (hash >>> 16)) >>> 0) % slices
}
