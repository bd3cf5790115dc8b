namespace Signalbox.Providers.Cache;

/// <summary>A kind of object whose answers may be cached.</summary>
/// <param name="Name">The kind: the name of its projection's table and of its routes, for example <c>products</c>.</param>
/// <param name="TimeToLive">
/// How long after the provider was asked an answer may be served, unless a signal about the object ends its life before. It bounds how old an
/// answer gets about whose end no event tells.
/// </param>
public sealed record CacheableKind(string Name, TimeSpan TimeToLive);
