using System.Collections.Frozen;
using Signalbox.Journal;
using Signalbox.Publishing;

namespace Signalbox.Destinations;

/// <summary>
/// Which events a destination wants: those of its tenant, of its types, from its sources, with what it wants in their fields. What Signalbox tells of
/// itself it gets only if it asks for that: by the source <c>signalbox</c>, or by a type that begins with <c>destination.</c> or <c>delivery.</c>; and
/// never about itself, which it could not take while it fails, but for a test of it, which passes every filter. The body is read only for fields.
/// </summary>
internal sealed class DestinationMatch : EventMatch
{
    /// <summary>The tenant of destinations that want everybody's events.</summary>
    internal const string Everybody = "*";

    private static readonly string[] OwnTypes = ["destination.", "delivery."];

    private readonly string? _tenant;
    private readonly TypePatterns _types;
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _sources;
    private readonly FieldFilter? _fields;
    private readonly string _self;
    private readonly bool _wantsOwn;

    /// <param name="id">The destination's.</param>
    /// <param name="tenant">Whose events; <see langword="null"/>: those of no tenant; <c>*</c>: everybody's.</param>
    /// <param name="types">Patterns; none: all.</param>
    /// <param name="sources">Names of sources; none: all.</param>
    /// <param name="fields">What must be in the body; <see langword="null"/>: anything may.</param>
    internal DestinationMatch(string id, string? tenant, IReadOnlyCollection<string> types, IReadOnlyCollection<string> sources, FieldFilter? fields)
    {
        _tenant = tenant;
        _types = new TypePatterns(types);
        _sources = sources.ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        _fields = fields;
        _self = PublishedStreams.Of(PublishedStreams.Signalbox, tenant: null, OwnEventTypes.StreamOf(id)).ToString();
        _wantsOwn = sources.Contains(PublishedStreams.Signalbox)
            || (sources.Count == 0 && types.Any(static t => OwnTypes.Any(own => t.StartsWith(own, StringComparison.Ordinal))));
    }

    /// <inheritdoc/>
    internal override bool Wants(JournalEntry entry, string? tenant)
    {
        var account = entry.Stream.AsSpan(0, Math.Max(0, entry.Stream.IndexOf('/', StringComparison.Ordinal)));
        if (account is PublishedStreams.Signalbox)
        {
            var isOfSelf = entry.Stream == _self;
            if (entry.Type == OwnEventTypes.DestinationTest)
            {
                return isOfSelf;
            }

            if (isOfSelf || !_wantsOwn)
            {
                return false;
            }
        }

        return (_tenant == Everybody || _tenant == tenant)
            && (_sources.Set.Count == 0 || _sources.Contains(account))
            && _types.Matches(entry.Type)
            && (_fields is null || _fields.Matches(entry.Payload.Span));
    }
}
