using System.Text;
using Signalbox.Journal;
using Signalbox.Projections;
using Signalbox.Providers;
using Signalbox.Streams;

namespace Signalbox.Tests.Unit.Providers;

/// <summary>Reads the facts of one event, as the journal would hold it.</summary>
internal static class FactReading
{
    internal const long Second = 1_700_000_000;

    internal static IReadOnlyList<Fact> Facts(string stream, string type, string payload, string id = "evt_1", long occurredAt = Second, long version = 1) =>
        Facts(stream, type, Encoding.UTF8.GetBytes(payload), id, occurredAt, version);

    internal static IReadOnlyList<Fact> Facts(string stream, string type, byte[] payload, string id = "evt_1", long occurredAt = Second, long version = 1) =>
        FactProjections.Of(StreamKey.Parse(stream).Account)!.Facts(
            new JournalEntry(stream, version, version, id, type, occurredAt, DateTimeOffset.FromUnixTimeSeconds(1_700_000_500), payload));

    internal static T One<T>(string stream, string type, string payload, long occurredAt = Second)
        where T : Fact => Assert.IsType<T>(Assert.Single(Facts(stream, type, payload, occurredAt: occurredAt)));
}
