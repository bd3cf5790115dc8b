using System.Text;
using Signalbox.Journal;
using Signalbox.Projections;
using Signalbox.Streams;

namespace Signalbox.Tests.Unit.Streams;

/// <summary>Copies of an object and journal entries, made from as little as a test is about.</summary>
internal static class Copies
{
    internal const string Stream = "stripe/customer/cus_1";

    internal static readonly ObjectKey Key = new(ProjectionTable.Customers, "cus_1");

    /// <summary>A copy that says that the value is now this and was that before.</summary>
    internal static ObjectCopy Change(string eventId, string? before, string after, long version = 0, long asOf = 1_000, int rank = 4) => Of(
        eventId, $$"""{"v":"{{after}}"}""", before is null ? null : $$"""{"v":"{{before}}"}""", version, asOf, rank);

    internal static ObjectCopy Of(
        string eventId, string fields, string? previous = null, long version = 0, long asOf = 1_000, int rank = 4, bool isDeletion = false) => new(
        Key,
        version == 0 ? eventId.Aggregate(17L, static (hash, c) => (hash * 31) + c) : version,
        eventId,
        asOf,
        rank,
        isDeletion,
        Livemode: false,
        JsonFields.Read(Encoding.UTF8.GetBytes(fields)),
        previous is null ? null : JsonFields.Read(Encoding.UTF8.GetBytes(previous)));

    internal static JournalEntry Entry(long version, int bytes = 0) =>
        new(Stream, version, version << 20, $"evt_{version}", "customer.updated", 1_000, DateTimeOffset.UnixEpoch, new byte[bytes]);

    internal static ObjectCopy LastOf(IEnumerable<ObjectCopy> copies)
    {
        var rivals = new RivalCopies();
        foreach (var copy in copies)
        {
            rivals.Add(copy);
        }

        return rivals.Last();
    }

    internal static T[] Shuffled<T>(IEnumerable<T> items, Random chance)
    {
        var shuffled = items.ToArray();
        chance.Shuffle(shuffled);
        return shuffled;
    }
}
