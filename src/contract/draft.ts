/** A value under construction: written field by field, then handed out as read-only. */
export type Draft<Value> = { -readonly [Name in keyof Value]: Value[Name] };
