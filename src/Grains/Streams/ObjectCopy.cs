using Signalbox.Projections;

namespace Signalbox.Streams;

/// <summary>Which object a copy is of.</summary>
internal readonly record struct ObjectKey(ProjectionTable Table, string Id);

/// <summary>The copy of an object that came with an event: a signal that it changed, with a snapshot that may be stale.</summary>
/// <param name="Key">The object.</param>
/// <param name="Version">The event's version in its stream.</param>
/// <param name="EventId">The provider's id of the event.</param>
/// <param name="AsOf">The event's time by the provider's clock (unix seconds, so that several may share one).</param>
/// <param name="Rank">Orders copies of one second as far as the object's life cycle tells; larger is later.</param>
/// <param name="IsDeletion">Whether the event says that the object is gone for good.</param>
/// <param name="Livemode">Whether the event is of the provider's live mode.</param>
/// <param name="Fields">The object.</param>
/// <param name="Previous">The changed fields with their values from before, if the provider sent them; otherwise empty.</param>
internal sealed record ObjectCopy(
    ObjectKey Key, long Version, string EventId, long AsOf, int Rank, bool IsDeletion, bool Livemode, JsonFields Fields, JsonFields? Previous)
{
    /// <summary>How fresh the copy is.</summary>
    internal ObjectVersion VersionIn(string stream) => new(AsOf, Rank, IsDeletion, stream, Version);

    /// <summary>The same without white space, so that it can be compared with what the provider's API answered.</summary>
    internal ObjectCopy Compact() => this with { Fields = JsonFields.Read(CompactJson.Of(Fields.Raw)) };

    /// <summary>
    /// Whether this copy can come right after the other: everything that it says was so before, is so in the other
    /// (Stripe: <c>data.previous_attributes</c>, https://docs.stripe.com/api/events/object#event_object-data-previous_attributes).
    /// </summary>
    internal bool Follows(ObjectCopy other)
    {
        if (Previous is null)
        {
            return false;
        }

        // Most copies do not follow each other, and most of these differ in a plain value: nested ones are worth a look only if none does.
        return Holds(Previous, other.Fields, nested: false) && Holds(Previous, other.Fields, nested: true);
    }

    private static bool Holds(JsonFields previous, JsonFields fields, bool nested)
    {
        for (var i = 0; i < previous.Count; i++)
        {
            var (name, before) = previous[i];
            if (JsonMatch.IsNested(before) == nested && !JsonMatch.Holds(before, fields.Value(name.Span)))
            {
                return false;
            }
        }

        return true;
    }
}
