import type { Context, Converter, SomeType } from 'typedoc'
import type { Type, TypeNode } from 'typescript'

/**
 * Shows a type by the name its author wrote: of `RecordedEvent[]`, whose alias the compiler resolves at once, the pages
 * would otherwise spell out every field. A type that inheritance has filled in stands as the compiler knows it.
 */
export function keepWrittenTypes(converter: Converter): void {
  const convertType = converter.convertType.bind(converter)
  const convertWritten = (context: Context, type: Type | TypeNode | undefined, node?: TypeNode): SomeType => {
    if (type === undefined || 'kind' in type) return convertType(context, type)
    const known = [type, context.checker.getNonNullableType(type)] // the latter where it may be left out
    const isWritten = node !== undefined && known.includes(context.checker.getTypeAtLocation(node))
    return isWritten ? convertType(context, node) : convertType(context, type, node)
  }
  converter.convertType = convertWritten
}
